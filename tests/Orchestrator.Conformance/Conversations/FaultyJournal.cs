using Orchestrator.Conversations;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conformance.Conversations;

/// <summary>A journal whose appends and reads a test makes fail, wait or tell.</summary>
public sealed class FaultyJournal(IJournal inner) : IJournal
{
    private int _appends;

    /// <summary>Called before an append with its number, from 1. What it throws is what the append throws; nothing is written.</summary>
    public Func<int, JournalAppend, Task>? Before { get; set; }

    /// <summary>Called after the append is on the disk. What it throws makes its outcome unknown to the writer.</summary>
    public Func<int, JournalAppend, Task>? After { get; set; }

    /// <summary>Called once the events of a conversation are read and before they are given back. What it throws is what the read throws.</summary>
    public Func<ConversationKey, Task>? AfterRead { get; set; }

    public string LogId => inner.LogId;

    public ValueTask<JournalHeader?> ReadHeaderAsync(ConversationKey key, CancellationToken cancellationToken) =>
        inner.ReadHeaderAsync(key, cancellationToken);

    public async ValueTask<IReadOnlyList<JournalRow>> ReadAsync(ConversationKey key, long fromSequence, CancellationToken cancellationToken)
    {
        var rows = await inner.ReadAsync(key, fromSequence, cancellationToken);
        if (AfterRead is { } after)
            await after(key);
        return rows;
    }

    public async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _appends);
        if (Before is { } before)
            await before(number, append);
        await inner.AppendAsync(append, cancellationToken);
        if (After is { } after)
            await after(number, append);
    }

    public ValueTask<Page<JournalHeader>> ListAsync(string tenant, string owner, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        inner.ListAsync(tenant, owner, pageSize, pageToken, cancellationToken);

    public ValueTask<IReadOnlyList<ConversationId>> FindByHistoryAsync(string tenant, string owner, ReadOnlyMemory<byte> historyDigest, CancellationToken cancellationToken) =>
        inner.FindByHistoryAsync(tenant, owner, historyDigest, cancellationToken);

    public ValueTask<ConversationId?> FindByStartKeyAsync(string tenant, ReadOnlyMemory<byte> startKey, CancellationToken cancellationToken) =>
        inner.FindByStartKeyAsync(tenant, startKey, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
