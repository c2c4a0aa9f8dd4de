using System.Collections.Concurrent;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>What the world outside a system was told, over all its lives.</summary>
internal sealed class Truth
{
    private readonly Lock _lock = new();

    /// <summary>The conversations of the script.</summary>
    public IReadOnlyList<KnownConversation> Conversations { get; private init; } = [];

    /// <summary>How often targets were asked each text.</summary>
    public ConcurrentDictionary<string, int> Runs { get; private init; } = new();

    /// <summary>The log's identity, once somebody could have seen it.</summary>
    public string? LogId { get; set; }

    public static Truth Of(int conversations) =>
        new() { Conversations = [.. Enumerable.Range(0, conversations).Select(i => new KnownConversation($"c{i}"))] };

    public Truth Copy() => new()
    {
        Conversations = [.. Conversations.Select(c => c.Copy())],
        Runs = new(Runs),
        LogId = LogId,
    };

    public void Begins(JournalAppend append)
    {
        lock (_lock)
        {
            // The turn's id tells whose conversation it opens.
            var name = append.Events[0].TurnId!.Split('-')[0];
            var known = Conversations.Single(c => c.Name == name);
            known.Id ??= append.Header.Key.Id;
            if (known.Id != append.Header.Key.Id)
                throw new BrokenPromiseException($"{name} is kept in two conversations");
            known.Unknown.Add(append);
        }
    }

    public void Acknowledged(JournalAppend append)
    {
        lock (_lock)
        {
            var known = Conversations.Single(c => c.Id == append.Header.Key.Id);
            // An append that failed may be there all the same; whoever wrote after it has read it.
            if (known.Rows.Count < append.ExpectedSequence && known.Unknown.Find(a => a.ExpectedSequence == known.Rows.Count && a.Header.LastSequence == append.ExpectedSequence) is { } there)
                known.Rows.AddRange(there.Events);
            if (known.Rows.Count != append.ExpectedSequence)
                throw new BrokenPromiseException($"{known.Name}: an append behind row {append.ExpectedSequence} was taken, and there are {known.Rows.Count}");
            known.Unknown.Clear();
            known.Rows.AddRange(append.Events);
            if (append.Header.Fence < (known.Header?.Fence ?? 0))
                throw new BrokenPromiseException($"{known.Name}: an append under fence {append.Header.Fence} was taken after one under {known.Header!.Fence}");
            known.Header = append.Header;
        }
    }
}
