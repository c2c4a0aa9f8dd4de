using Microsoft.Extensions.Time.Testing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Balancing;

/// <summary>Replicas of one model that answer after a time of their own, one turn every few milliseconds. No clock but the fake one.</summary>
internal sealed class Fleet
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly TargetLoads _loads;
    private readonly Router _router = new(new());
    private readonly PriorityQueue<AttemptLoad, long> _running = new();
    private readonly List<(AttemptLoad Load, string Target)> _stalled = [];
    private ulong _seed;

    public Fleet(ulong seed) => (_seed, _loads) = (seed, new(_time));

    public static TimeSpan Stalled { get; } = TimeSpan.MaxValue;

    /// <summary>Sends turns and says how many each replica got.</summary>
    public Dictionary<string, int> Send(int turns, params (string Id, TimeSpan Answer)[] replicas)
    {
        var asked = replicas.ToDictionary(r => r.Id, _ => 0);
        for (var i = 0; i < turns; i++)
        {
            End(_time.GetTimestamp());
            var id = _router.Decide(Input([.. replicas.Select(r => r.Id)])).Plan[0].Target.Id;
            asked[id]++;
            var (load, answer) = (_loads.Begin(id), replicas.Single(r => r.Id == id).Answer);
            if (answer == Stalled)
                _stalled.Add((load, id));
            else
                _running.Enqueue(load, _time.GetTimestamp() + answer.Ticks);
            _time.Advance(Tick);
        }

        return asked;
    }

    /// <summary>Whatever stalled is given up.</summary>
    public void GiveUp()
    {
        foreach (var (load, _) in _stalled)
        {
            load.Failed();
            load.Dispose();
        }

        _stalled.Clear();
    }

    public void Wait(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            _time.Advance(Tick);
            End(_time.GetTimestamp());
        }
    }

    public RouteInput Input(params string[] ids) => new()
    {
        Entered = Zone.Cluster,
        Label = Label.Public,
        Difficulty = new DifficultyEstimate(0.01, 0.01, 0.98, 0.9),
        PromptTokens = 1000,
        Seed = _seed++,
        Candidates = [.. ids.Select(id => Replica(id, _loads.Of(id)))],
    };

    public static RouteCandidate Replica(string id, TargetLoad? load) => new()
    {
        Target = new()
        {
            Id = id,
            Tier = Tier.Cloud,
            Zone = Zone.Cloud("x"),
            Node = "x",
            Model = new("model"),
            Capabilities = new() { OpenEnded = true },
            Price = new(1, 2) { CachedInputPerMillion = 0.1m },
        },
        Verdict = Verdict.Allow,
        VerdictReason = "the test says so",
        Load = load,
    };

    private void End(long now)
    {
        while (_running.TryPeek(out _, out var at) && at <= now)
        {
            using var load = _running.Dequeue();
            load.HasContent();
        }
    }
}
