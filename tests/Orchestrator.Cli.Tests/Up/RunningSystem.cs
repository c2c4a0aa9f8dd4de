using System.Text.Json;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Up;

/// <summary>A whole system that <c>up</c> brought up on ports of its own.</summary>
internal sealed class RunningSystem : IDisposable
{
    private readonly TemporaryDirectory _directory;

    private RunningSystem(TemporaryDirectory directory, Command up, int portBase) => (_directory, Up, PortBase) = (directory, up, portBase);

    public Command Up { get; }

    public int PortBase { get; }

    public string Data => _directory["data"];

    public UpState State { get; private set; } = null!;

    public static async Task<RunningSystem> StartAsync()
    {
        var directory = new TemporaryDirectory();
        var portBase = FreePorts.Base();
        var system = new RunningSystem(directory, Command.Start("up", "--json", "--data", directory["data"], "--port-base", $"{portBase}"), portBase);
        var line = await system.Up.Output.ReadLineAsync().WaitAsync(Command.Patience);
        if (line is null)
            throw new InvalidOperationException("up ended: " + (await system.Up.EndAsync()).Errors);
        system.State = JsonSerializer.Deserialize(line, UpJson.Default.UpState)!;
        return system;
    }

    public static async Task UntilAsync(Func<bool> reached, string what)
    {
        using var patience = new CancellationTokenSource(Command.Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!reached())
        {
            if (!await poll.WaitForNextTickAsync(patience.Token))
                throw new TimeoutException(what);
        }
    }

    /// <summary>Waits until one of its processes answers that it is ready.</summary>
    public async Task ReadyAsync(string name)
    {
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(Command.Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await IsReadyAsync(http, State.Processes.First(p => p.Name == name).Health, patience.Token))
            await poll.WaitForNextTickAsync(patience.Token);
    }

    public void Dispose()
    {
        Up.Dispose();
        _directory.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string health, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(health), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Nothing listens yet.
        }
    }
}
