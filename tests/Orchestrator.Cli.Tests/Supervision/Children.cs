using System.Diagnostics;
using Orchestrator.Cli.Supervision;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Supervision;

/// <summary>Real processes under a supervisor, and what was reported of them.</summary>
internal sealed class Children : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly Lock _gate = new();
    private readonly List<ChildEvent> _events = [];
    private readonly List<(Func<ChildEvent, bool> Wanted, TaskCompletionSource<ChildEvent> Source)> _waiting = [];

    public Children(params ChildSpec[] specs)
        : this(TimeProvider.System, specs)
    {
    }

    public Children(TimeProvider time, params ChildSpec[] specs) =>
        Supervisor = new(specs.Select(s => s with { LogFile = _directory[s.Name + ".log"] }), IsHeld, Report, time);

    public Supervisor Supervisor { get; }

    public string? Held { get; set; }

    /// <summary>Somebody was told that a child is held.</summary>
    public TaskCompletionSource Noticed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static ChildSpec StandIn(string name = "stand-in") => At(name, FreePorts.One());

    public static ChildSpec RefusedAtStart() => At("wrong", 1) with
    {
        Arguments = [Path.Combine(AppContext.BaseDirectory, "Orchestrator.StandIn.dll"), "--urls", "http://0.0.0.0:1"],
    };

    public string LogOf(string name) => File.ReadAllText(_directory[name + ".log"]);

    public T[] Reported<T>()
        where T : ChildEvent
    {
        lock (_gate)
            return [.. _events.OfType<T>()];
    }

    /// <summary>The first report of this kind that was not there before, or the next one.</summary>
    public async Task<T> NextAsync<T>(int after = 0)
        where T : ChildEvent
    {
        TaskCompletionSource<ChildEvent> source;
        lock (_gate)
        {
            if (_events.OfType<T>().Skip(after).FirstOrDefault() is { } happened)
                return happened;
            source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((e => e is T, source));
        }

        return (T)await source.Task.WaitAsync(Patience);
    }

    public static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        _directory.Dispose();
    }

    private static ChildSpec At(string name, int port) => new()
    {
        Name = name,
        What = "a stand-in",
        FileName = DotnetHost.Path(),
        Arguments = [Path.Combine(AppContext.BaseDirectory, "Orchestrator.StandIn.dll"), "--urls", $"http://127.0.0.1:{port}", "--Orchestrator:StopWithParent=true"],
        Health = new Uri($"http://127.0.0.1:{port}/health/ready"),
        LogFile = "",
    };

    private bool IsHeld(string name)
    {
        if (Held != name)
            return false;
        Noticed.TrySetResult();
        return true;
    }

    private void Report(ChildEvent happened)
    {
        lock (_gate)
        {
            _events.Add(happened);
            foreach (var (wanted, source) in _waiting.ToArray())
            {
                if (wanted(happened))
                {
                    source.TrySetResult(happened);
                    _waiting.Remove((wanted, source));
                }
            }
        }
    }
}
