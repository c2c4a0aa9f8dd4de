using System.Collections.Immutable;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>Makes vectors of texts, here or at a provider that policy lets read them. Thread-safe.</summary>
public interface IEmbeddings
{
    /// <summary>The models that can be named, the one that is taken without a name first.</summary>
    ImmutableArray<Target> Models { get; }

    /// <summary>Embeds texts. Nothing of them is kept.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">The texts, and what is asked of the vectors.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrchestratorException">
    /// <see cref="ErrorReason.NotFound"/>: there is no such model; <see cref="ErrorReason.PrivacyRefused"/>: policy denies the texts to it;
    /// <see cref="ErrorReason.BudgetRefused"/>: they may cost more than is left; <see cref="ErrorReason.PreferenceUnmet"/>,
    /// <see cref="ErrorReason.InvalidRequest"/>, <see cref="ErrorReason.Busy"/>, <see cref="ErrorReason.StorageUnavailable"/>, or the reasons of a target that fails.
    /// </exception>
    Task<EmbeddingAnswer> EmbedAsync(Caller caller, EmbeddingRequest request, CancellationToken cancellationToken);
}
