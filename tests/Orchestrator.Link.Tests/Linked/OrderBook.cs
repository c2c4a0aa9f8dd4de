using System.Collections.Concurrent;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>The part of a journal that knows which erasures nodes have confirmed; it outlives the cluster that uses it.</summary>
internal sealed class OrderBook : IErasureJournal
{
    private readonly ConcurrentQueue<ErasureRequest> _all = new();

    public ConcurrentDictionary<string, NodeErasure> Confirmed { get; } = new();

    public string LogId => "log";

    public void Add(ErasureRequest request) => _all.Enqueue(request);

    public ValueTask<IReadOnlyList<ErasureRequest>> UnconfirmedErasuresAsync(string tenant, string node, CancellationToken cancellationToken) =>
        new(_all.Where(e => e.Tenant == tenant && !Confirmed.ContainsKey(e.ErasureId)).ToList());

    public ValueTask ConfirmErasureAsync(string tenant, string erasureId, NodeErasure confirmed, CancellationToken cancellationToken)
    {
        Confirmed.TryAdd(erasureId, confirmed);
        return default;
    }

    public ValueTask<IReadOnlyList<NodeErasure>> ConfirmedErasuresAsync(string tenant, string erasureId, CancellationToken cancellationToken) => throw NotHere();

    public ValueTask<ErasureRecord> BeginErasureAsync(ErasureRequest request, KeyDestruction keys, DateTimeOffset at, CancellationToken cancellationToken) => throw NotHere();

    public ValueTask<ErasureRecord?> FindErasureAsync(string tenant, string erasureId, CancellationToken cancellationToken) => throw NotHere();

    public ValueTask<IReadOnlyList<ErasureRequest>> OpenErasuresAsync(CancellationToken cancellationToken) => throw NotHere();

    public ValueTask<IReadOnlyList<ConversationId>> ErasedConversationsAsync(string tenant, string erasureId, CancellationToken cancellationToken) => throw NotHere();

    public ValueTask<IReadOnlyCollection<string>> KeysOfErasureAsync(string tenant, string erasureId, CancellationToken cancellationToken) => throw NotHere();

    public ValueTask<ErasureRecord> CompleteErasureAsync(ErasureRequest request, KeyDestruction destroyed, TimeProvider time, CancellationToken cancellationToken) => throw NotHere();

    public ValueTask<IReadOnlyList<ErasureRecord>> CoverErasuresAsync(string topKeyId, DateTimeOffset at, CancellationToken cancellationToken) => throw NotHere();

    private static InvalidOperationException NotHere() => new("The link asks a journal only who has confirmed.");
}
