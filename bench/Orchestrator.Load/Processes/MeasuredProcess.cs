using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.Load.Probing;

namespace Orchestrator.Load.Processes;

/// <summary>A process of the run. It ends with the run, however that ends: its input closes.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly string? _probe;

    private MeasuredProcess(string name, ProcessStartInfo start, string? probe)
    {
        (Name, _probe) = (name, probe);
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        StartedAt = Stopwatch.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>When it was started, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long StartedAt { get; }

    public string Log => string.Join('\n', _lines);

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it tells its allocations.</summary>
    public bool IsProbed => _probe is not null;

    public TimeSpan Cpu => ProcessUsage.Cpu(Id);

    /// <summary>Starts a program of .NET.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="program">The path of its assembly.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="probe">The path of the socket on which it tells its allocations, or null.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    public static MeasuredProcess Start(string name, string program, string[] arguments, string? probe = null, params (string Name, string Value)[] environment)
    {
        var start = Prepare("dotnet", [program, .. arguments], environment);
        if (probe is not null)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(MeasuredProcess).Assembly.Location;
            start.Environment[ProbeServer.PathVariable] = probe;
        }

        return new(name, start, probe);
    }

    /// <summary>Starts another program, which must end when its input closes.</summary>
    public static MeasuredProcess StartOther(string name, string program, string[] arguments, params (string Name, string Value)[] environment) =>
        new(name, Prepare(program, arguments, environment), null);

    public Task<ProbeReading> ReadProbeAsync() => ProbeReading.ReadAsync(_probe ?? throw new InvalidOperationException($"{Name} has no probe."));

    public async ValueTask DisposeAsync()
    {
        // It stops when its input closes; one that does not is ended.
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Prepare(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        return start;
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (_lines.Count > KeptLines)
            _lines.TryDequeue(out _);
    }
}
