using System.Collections.Immutable;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conformance.Journals;

/// <summary>Appends and keys as an engine would make them, with only what a test cares about to say.</summary>
public static class JournalSamples
{
    public const string Tenant = "acme";
    public const string Owner = "ada";

    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static ConversationKey NewKey(string tenant = Tenant) => new(tenant, ConversationId.New());

    public static byte[] Digest(int seed)
    {
        var bytes = new byte[32];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static JournalRow Row(long sequence, string logId = "log-a", string content = "content") => new()
    {
        Origin = "cluster",
        LogId = logId,
        Sequence = sequence,
        Kind = "accepted",
        Version = 1,
        TurnId = $"turn-{sequence}",
        Attempt = 2,
        Parents = sequence > 1 ? [new EventReference(logId, sequence - 1), new EventReference("log b", 7)] : [],
        Level = SensitivityLevel.Confidential,
        At = Noon.AddTicks(sequence),
        KeyId = "plain",
        Content = System.Text.Encoding.UTF8.GetBytes($"{content} {sequence}"),
    };

    /// <summary>The first append of a conversation.</summary>
    public static JournalAppend First(ConversationKey key, int events = 1, long fence = 1, string owner = Owner) =>
        Append(key, 0, 0, fence, events, owner);

    /// <summary>An append behind a stored head.</summary>
    public static JournalAppend Append(ConversationKey key, long expectedFence, long expectedSequence, long fence, int events = 1, string owner = Owner) => new()
    {
        ExpectedFence = expectedFence,
        ExpectedSequence = expectedSequence,
        Header = new()
        {
            Key = key,
            Owner = owner,
            Site = "home",
            Fence = fence,
            LastSequence = expectedSequence + events,
            Turns = (int)expectedSequence + 1,
            HistoryDigest = Digest((int)expectedSequence),
            CreatedAt = Noon,
            UpdatedAt = Noon.AddTicks(expectedSequence + events),
        },
        Events = [.. Enumerable.Range(1, events).Select(i => Row(expectedSequence + i))],
    };

    public static JournalAppend WithDigest(this JournalAppend append, byte[] digest) =>
        append with { Header = append.Header with { HistoryDigest = digest } };

    public static JournalAppend UpdatedAt(this JournalAppend append, DateTimeOffset at) =>
        append with { Header = append.Header with { UpdatedAt = at } };

    /// <summary>Equal in every field; the records themselves compare memories and arrays by identity.</summary>
    public static void AssertSame(JournalHeader? expected, JournalHeader? found)
    {
        Assert.Equal(expected is null, found is null);
        if (expected is null || found is null)
            return;
        Assert.Equal(expected.HistoryDigest.ToArray(), found.HistoryDigest.ToArray());
        Assert.Equal(expected with { HistoryDigest = default }, found with { HistoryDigest = default });
    }

    /// <summary>Equal in every field of every row, in order.</summary>
    public static void AssertSame(IEnumerable<JournalRow> expected, IReadOnlyList<JournalRow> found)
    {
        var rows = expected.ToImmutableArray();
        Assert.Equal(rows.Select(r => r.Sequence), found.Select(r => r.Sequence));
        foreach (var (e, f) in rows.Zip(found))
        {
            Assert.Equal(e.Content.ToArray(), f.Content.ToArray());
            Assert.Equal(e.Parents.AsEnumerable(), f.Parents.AsEnumerable());
            Assert.Equal(e with { Content = default, Parents = [] }, f with { Content = default, Parents = [] });
        }
    }
}
