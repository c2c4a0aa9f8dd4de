using System.Collections.Immutable;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Privacy;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Inference.Encoders;

/// <summary>Embeds texts with a model of this process, in the zone where they are already. Thread-safe. Owns the model.</summary>
public sealed class LocalEmbeddings : IEmbeddingConnector, IDisposable
{
    private readonly SentenceEncoder _encoder;

    /// <summary>Makes the connector.</summary>
    /// <param name="encoder">The model.</param>
    /// <param name="node">The node that runs it.</param>
    /// <param name="zone">The zone that it runs in.</param>
    public LocalEmbeddings(SentenceEncoder encoder, string node, Zone zone)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _encoder = encoder;
        Target = new() { Id = $"embeddings@{node}", Tier = Tier.Nano, Zone = zone, Node = node, Model = new(encoder.Name, encoder.Digest) };
    }

    /// <inheritdoc/>
    public Target Target { get; }

    /// <inheritdoc/>
    public IEgressCodec Codec(int? dimensions) => new EmbeddingsCodec(Target.Model.Name, dimensions);

    /// <inheritdoc/>
    /// <exception cref="OrchestratorException"><see cref="ErrorReason.InvalidRequest"/>: a token is none of the model's.</exception>
    public string? Text(ImmutableArray<int> tokens) => tokens.All(t => t >= 0 && t < _encoder.Tokenizer.Size)
        ? _encoder.Tokenizer.Decode(tokens)
        : throw new OrchestratorException(ErrorReason.InvalidRequest, $"{Target.Model.Name} has tokens 0 to {_encoder.Tokenizer.Size - 1}; another was sent. Make them with the model's own tokenizer, or send text.", "input");

    /// <inheritdoc/>
    public async Task<EmbeddingAnswer> EmbedAsync(Cleared<ModelRequest> cleared, int? dimensions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cleared);
        var made = await _encoder.GenerateAsync(cleared.Content.Messages.Select(m => m.Text), new() { Dimensions = dimensions }, cancellationToken);
        return new() { Vectors = [.. made.Select(e => e.Vector)], Tokens = made.Usage?.InputTokenCount ?? 0, Target = Target };
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
