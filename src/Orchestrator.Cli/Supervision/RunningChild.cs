using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Cli.Supervision;

/// <summary>One run of a child process. Its standard input is a pipe that we hold: when we are gone, however we went, it ends.</summary>
internal sealed class RunningChild : IDisposable
{
    private readonly Process _process;
    private readonly Task _output;
    private readonly TimeProvider _time;

    private RunningChild(Process process, LogFile log, TimeProvider time)
    {
        (_process, _time) = (process, time);
        Pid = process.Id;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, log), PumpAsync(process.StandardError, log));
    }

    public int Pid { get; }

    /// <exception cref="ChildStartException">The program cannot be started at all.</exception>
    public static RunningChild Start(ChildSpec spec, LogFile log, TimeProvider time)
    {
        var start = new ProcessStartInfo(spec.FileName, spec.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in spec.Environment)
            start.Environment[name] = value;
        try
        {
            return new(Process.Start(start)!, log, time);
        }
        catch (Win32Exception exception)
        {
            throw new ChildStartException(spec, $"'{spec.FileName}' cannot be started: {exception.Message}", []);
        }
    }

    /// <summary>Waits for its end and the end of its output; its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop by closing its standard input, and kills it when it has not stopped in time.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(patience, _time);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _output;
    }

    public void Dispose() => _process.Dispose();

    private static async Task PumpAsync(StreamReader from, LogFile to)
    {
        while (await from.ReadLineAsync() is { } line)
            to.Write(line);
    }
}
