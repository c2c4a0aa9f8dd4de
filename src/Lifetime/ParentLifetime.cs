using System.Runtime.InteropServices;

namespace Orchestrator.Lifetime;

/// <summary>
/// The lifetime of a process that another one supervises: it stops gracefully when its standard input closes, which the system does
/// for it even when the supervisor is killed, or on SIGTERM. SIGINT is the supervisor's: a terminal sends Ctrl+C to the whole group,
/// and the supervisor stops its children in its own order.
/// </summary>
internal sealed class ParentLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    // A host that has not stopped by then holds on to something; nothing may outlive the supervisor.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            application.StopApplication();
        }));

        // A thread of its own: a read of standard input cannot be cancelled, and must not hold a pool thread.
        new Thread(StopWhenInputCloses) { IsBackground = true, Name = "parent-lifetime" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void StopWhenInputCloses()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[64];
        try
        {
            while (input.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A broken pipe says the same as its end.
        }

        application.StopApplication();
        if (!application.ApplicationStopped.WaitHandle.WaitOne(Patience))
            Environment.Exit(1);
    }
}
