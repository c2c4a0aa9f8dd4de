using System.Collections.Immutable;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers.Prices;
using Orchestrator.Privacy;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Inference.Providers;

/// <summary>Embeds texts at one OpenAI-compatible provider: the cleared buffer is the request's body, byte for byte. Thread-safe.</summary>
public sealed class ProviderEmbeddings : IEmbeddingConnector, IDisposable
{
    private readonly ProviderClient _client;

    /// <summary>Makes the connector.</summary>
    /// <param name="options">The provider; its <see cref="ProviderOptions.EmbeddingModel"/> is named.</param>
    /// <param name="time">The clock of its limits.</param>
    /// <param name="prices">What its model costs, where the options do not say; null for nothing.</param>
    public ProviderEmbeddings(ProviderOptions options, TimeProvider time, PriceList? prices = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _client = new(options, ProviderDialect.Of(options), time);
        Target = new()
        {
            Id = $"embeddings@{options.Name}",
            Tier = Tier.Cloud,
            Zone = Zone.Cloud(options.Name, options.Region),
            Node = options.Name,
            Model = new(options.EmbeddingModel ?? throw new ArgumentException($"The provider {options.Name} has no EmbeddingModel.", nameof(options))),
            Price = options.EmbeddingPrice(prices),
        };
    }

    /// <inheritdoc/>
    public Target Target { get; }

    /// <inheritdoc/>
    public IEgressCodec Codec(int? dimensions) => new EmbeddingsCodec(Target.Model.Name, dimensions);

    /// <inheritdoc/>
    public string? Text(ImmutableArray<int> tokens) => null;

    /// <inheritdoc/>
    public async Task<EmbeddingAnswer> EmbedAsync(Cleared<ModelRequest> cleared, int? dimensions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cleared);
        var (vectors, tokens) = EmbeddingsCodec.Read(await _client.EmbedAsync(cleared.Buffer, cancellationToken))
            ?? throw new TargetException("protocol", $"{Target.Node} answered with something other than embeddings; check that its base URL is that of an OpenAI-compatible API");
        return new() { Vectors = [.. vectors], Tokens = tokens, Target = Target };
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
