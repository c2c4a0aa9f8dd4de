using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>
/// Looks at a journal as it is found, before anything touches it: every acknowledged row is there byte for byte; behind them at most
/// one append whose outcome nobody was told, and that whole; heads fit their rows; what is protected opens; turns have one end.
/// </summary>
internal static class Inspection
{
    /// <returns>How many acknowledged turns were checked.</returns>
    public static async Task<int> InspectAsync(Life life)
    {
        var truth = life.Truth;
        if ((truth.LogId ??= life.Stored.LogId) != life.Stored.LogId)
            throw new BrokenPromiseException("the journal is another one than before");
        foreach (var known in truth.Conversations.Where(c => c.Id is not null))
            await InspectAsync(life, known);
        var listed = await life.Stored.ListAsync(Ann.Tenant, Ann.Owner, 200, null, default);
        if (listed.Items.Length != truth.Conversations.Count(c => c.Rows.Count > 0))
            throw new BrokenPromiseException($"the journal lists {listed.Items.Length} conversations");
        return truth.Conversations.Sum(c => c.Turns.Count(t => t.Acknowledged));
    }

    /// <summary>SQLite's own opinion of the file.</summary>
    public static void CheckPages(string vfs, string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Vfs = vfs, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        if (command.ExecuteScalar() is not "ok" and var found)
            throw new BrokenPromiseException($"the database is damaged: {found}");
    }

    private static async Task InspectAsync(Life life, KnownConversation known)
    {
        var journal = life.Stored;
        var key = new ConversationKey(Ann.Tenant, known.Id!.Value);
        var header = await journal.ReadHeaderAsync(key, default);
        var rows = await journal.ReadAsync(key, 1, default);
        var expected = known.Rows.Count;
        if (rows.Count < expected || !rows.Take(expected).Zip(known.Rows, Same).All(same => same))
            throw new BrokenPromiseException($"{known.Name}: {expected} rows were acknowledged; {rows.Count} are there, or others");
        var found = rows.Count == expected
            ? known.Header
            : known.Unknown.FirstOrDefault(a => a.ExpectedSequence == expected && a.Events.Length == rows.Count - expected && a.Events.Zip(rows.Skip(expected), Same).All(s => s))?.Header
                ?? throw new BrokenPromiseException($"{known.Name}: behind {expected} acknowledged rows there are {rows.Count - expected} that nobody appended together");
        if (Head(header) != Head(found))
            throw new BrokenPromiseException($"{known.Name}: the head is {Head(header)}, and its rows say {Head(found)}");
        if (header is not null && header.Fence < (known.Header?.Fence ?? 0))
            throw new BrokenPromiseException($"{known.Name}: the fence went back from {known.Header!.Fence} to {header.Fence}");
        known.Rows.AddRange(rows.Skip(expected));
        known.Header = header;
        known.Unknown.Clear();
        CheckStory(life, key, known, rows);
    }

    private static void CheckStory(Life life, ConversationKey key, KnownConversation known, IReadOnlyList<JournalRow> rows)
    {
        var accepted = new HashSet<string>();
        var completed = new HashSet<string>();
        var attempts = new Dictionary<string, int>();
        foreach (var row in rows)
        {
            var e = Life.Codec.Decode(Open(life, key, known, row).Span);
            var fits = e switch
            {
                TurnAccepted => accepted.Add(e.TurnId),
                _ when !accepted.Contains(e.TurnId) || completed.Contains(e.TurnId) => false,
                AttemptStarted started => (attempts[e.TurnId] = attempts.GetValueOrDefault(e.TurnId) + 1) == started.Attempt,
                TurnCompleted done => completed.Add(e.TurnId) && done.Attempt == attempts[e.TurnId],
                _ => true,
            };
            if (!fits || row.TurnId != e.TurnId)
                throw new BrokenPromiseException($"{known.Name}: event {row.Sequence} ({row.Kind} of {row.TurnId}) cannot stand where it stands");
        }

        if ((known.Header?.Turns ?? 0) != accepted.Count)
            throw new BrokenPromiseException($"{known.Name}: {accepted.Count} turns are accepted, and its head says {known.Header?.Turns}");
    }

    private static ReadOnlyMemory<byte> Open(Life life, ConversationKey key, KnownConversation known, JournalRow row)
    {
        try
        {
            return life.Keys.Unprotect(new(key, row.KeyId, row.LogId, row.Sequence, row.Kind), row.Content);
        }
        catch (InvalidDataException e)
        {
            throw new BrokenPromiseException($"{known.Name}: event {row.Sequence} is there and no key opens it: {e.Message}");
        }
    }

    private static (long, long, int, string) Head(JournalHeader? h) =>
        h is null ? default : (h.Fence, h.LastSequence, h.Turns, Convert.ToHexString(h.HistoryDigest.Span));

    private static bool Same(JournalRow a, JournalRow b) =>
        a.Content.Span.SequenceEqual(b.Content.Span) && a.Parents.SequenceEqual(b.Parents) && a with { Content = default, Parents = [] } == b with { Content = default, Parents = [] };
}
