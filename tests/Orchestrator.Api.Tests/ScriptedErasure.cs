using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Api.Tests;

/// <summary>Erases from a list of owners and their conversations, and remembers what was asked.</summary>
internal sealed class ScriptedErasure : IErasure
{
    private readonly Dictionary<(string Tenant, string Id), (ErasureRequest Request, ErasureReceipt Receipt)> _done = [];

    /// <summary>What there is to erase.</summary>
    public List<(string Tenant, string Owner, ConversationId Id)> There { get; } = [];

    /// <summary>How many turns each conversation has.</summary>
    public int Turns { get; set; } = 1;

    /// <summary>What every erasure is refused with; null for none.</summary>
    public OrchestratorError? Refusal { get; set; }

    public List<ErasureRequest> Asked { get; } = [];

    public ValueTask<ErasureReceipt> EraseAsync(ErasureRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        if (Refusal is { } refusal)
            throw new OrchestratorException(refusal);
        if (_done.TryGetValue((request.Tenant, request.ErasureId), out var before))
            return before.Request == request ? new(before.Receipt) : throw new OrchestratorException(ErrorReason.ErasureIdReused, "Used as scripted.", "erasure_id");
        var erased = There.Where(c => c.Tenant == request.Tenant
            && (request.Owner is null || c.Owner == request.Owner)
            && (request.Conversation is null || c.Id == request.Conversation)).ToList();
        if (request.Scope == ErasureScope.Conversation && erased.Count == 0 && !request.MayBeUnused)
            throw new OrchestratorException(ErrorReason.NotFound, "There is no such conversation.", "conversation");
        if (Turns > request.MostTurns)
            throw new OrchestratorException(ErrorReason.Unsupported, "It has more.", "conversation");
        There.RemoveAll(erased.Contains);
        var receipt = Tests.Turns.Receipt(request, erased.Count);
        _done.Add((request.Tenant, request.ErasureId), (request, receipt));
        return new(receipt);
    }

    public ValueTask<ErasureReceipt?> FindAsync(string tenant, string erasureId, CancellationToken cancellationToken) =>
        new(_done.TryGetValue((tenant, erasureId), out var done) ? done.Receipt : null);
}
