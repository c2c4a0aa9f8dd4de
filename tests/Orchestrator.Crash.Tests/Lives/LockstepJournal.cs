using Orchestrator.Conversations;
using Orchestrator.Conversations.Journal;
using Orchestrator.Crash.Tests.Vfs;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>
/// The journal, with its concurrency made repeatable: appends wait until everybody who acts in this round has one or is done, and
/// then go in an order drawn from a seed, the first alone and the others together behind it. It tells the truth what was acknowledged.
/// </summary>
internal sealed class LockstepJournal(IJournal inner, SimulatedVfs vfs, Truth truth, Random random) : IJournal
{
    private readonly Lock _lock = new();
    private List<Waiting> _waiting = [];
    private int _acting;

    public string LogId => inner.LogId;

    /// <summary>How many act in the round that begins.</summary>
    public void Begin(int acting)
    {
        lock (_lock)
            _acting = acting;
    }

    /// <summary>One of them is done.</summary>
    public void Done()
    {
        List<Waiting>? group;
        lock (_lock)
        {
            _acting--;
            group = TakeIfAllAreHere();
        }

        _ = SubmitAsync(group);
    }

    public async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(append);
        List<Waiting>? group;
        lock (_lock)
        {
            _waiting.Add(waiting);
            group = TakeIfAllAreHere();
        }

        _ = SubmitAsync(group);
        await waiting.Outcome.Task;
    }

    public ValueTask<JournalHeader?> ReadHeaderAsync(ConversationKey key, CancellationToken cancellationToken) => inner.ReadHeaderAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<JournalRow>> ReadAsync(ConversationKey key, long fromSequence, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, fromSequence, cancellationToken);

    public ValueTask<Page<JournalHeader>> ListAsync(string tenant, string owner, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        inner.ListAsync(tenant, owner, pageSize, pageToken, cancellationToken);

    public ValueTask<IReadOnlyList<ConversationId>> FindByHistoryAsync(string tenant, string owner, ReadOnlyMemory<byte> historyDigest, CancellationToken cancellationToken) =>
        inner.FindByHistoryAsync(tenant, owner, historyDigest, cancellationToken);

    public ValueTask<ConversationId?> FindByStartKeyAsync(string tenant, ReadOnlyMemory<byte> startKey, CancellationToken cancellationToken) =>
        inner.FindByStartKeyAsync(tenant, startKey, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private List<Waiting>? TakeIfAllAreHere()
    {
        if (_waiting.Count == 0 || _waiting.Count < _acting)
            return null;
        var group = _waiting;
        _waiting = [];
        return group;
    }

    private async Task SubmitAsync(List<Waiting>? group)
    {
        if (group is null)
            return;
        var order = group.OrderBy(w => w.Append.Header.Key.ToString(), StringComparer.Ordinal).ToArray();
        random.Shuffle(order);
        foreach (var waiting in order)
            truth.Begins(waiting.Append);
        var appends = new List<Task>();
        using (var held = order.Length > 1 && !vfs.Disk.Crashed ? new HeldTransaction(vfs) : null)
        {
            appends.Add(inner.AppendAsync(order[0].Append, default).AsTask());
            if (held is not null)
                await Task.WhenAny(held.Reached, appends[0]);
            appends.AddRange(order.Skip(1).Select(w => inner.AppendAsync(w.Append, default).AsTask()));
        }

        await Task.WhenAll(appends).ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (var (waiting, append) in order.Zip(appends))
        {
            if (append.IsCompletedSuccessfully)
                truth.Acknowledged(waiting.Append);
        }

        // Only now, so that nobody goes on while others still write.
        foreach (var (waiting, append) in order.Zip(appends))
            waiting.Outcome.SetFromTask(append);
    }

    private sealed record Waiting(JournalAppend Append)
    {
        public TaskCompletionSource Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
