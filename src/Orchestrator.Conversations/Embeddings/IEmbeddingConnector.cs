using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>A model that embeds texts; each text is a user's message of the request. Thread-safe.</summary>
public interface IEmbeddingConnector
{
    /// <summary>The model and where it reads.</summary>
    Target Target { get; }

    /// <summary>Writes the bytes of a request for so many dimensions.</summary>
    /// <param name="dimensions">How many; null for as many as the model makes.</param>
    IEgressCodec Codec(int? dimensions);

    /// <summary>The text of the model's tokens; null for a model whose tokens are not known here.</summary>
    /// <param name="tokens">The tokens.</param>
    string? Text(ImmutableArray<int> tokens);

    /// <summary>Embeds what was cleared.</summary>
    /// <param name="cleared">The texts.</param>
    /// <param name="dimensions">How many numbers each vector shall have; null for as many as the model makes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TargetException">The model gives no vectors.</exception>
    Task<EmbeddingAnswer> EmbedAsync(Cleared<ModelRequest> cleared, int? dimensions, CancellationToken cancellationToken);
}
