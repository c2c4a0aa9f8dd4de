using System.Collections.Concurrent;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>What erases at a node: notes what it is asked for, and fails when told to.</summary>
internal sealed class ErasingNode : IErasure
{
    public const int Conversations = 3;
    public const long Events = 9;

    public ConcurrentQueue<ErasureRequest> Asked { get; } = new();

    public bool Fails { get; set; }

    /// <summary>The one erasure that it fails at.</summary>
    public string? FailsAt { get; init; }

    public ValueTask<ErasureReceipt> EraseAsync(ErasureRequest request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        return Fails || request.ErasureId == FailsAt
            ? throw new OrchestratorException(ErrorReason.StorageUnavailable, "The disk fails.")
            : new(new ErasureReceipt
            {
                ErasureId = request.ErasureId,
                Scope = request.Scope,
                Tenant = request.Tenant,
                Owner = request.Owner,
                Conversations = Conversations,
                Events = Events,
                KeysDestroyed = Conversations,
                RequestedAt = request.AskedAt!.Value,
                CompletedAt = request.AskedAt.Value,
                LogId = "log",
                GenerationBefore = 1,
                GenerationAfter = 2,
                KeyEncryptionKeyId = "kek",
                TopKeyId = "top",
                Remains = "Nothing.",
            });
    }

    public ValueTask<ErasureReceipt?> FindAsync(string tenant, string erasureId, CancellationToken cancellationToken) => new((ErasureReceipt?)null);
}
