namespace Orchestrator.Inference.Taggers;

/// <summary>What <c>model.json</c> says of the lexical head.</summary>
internal sealed record LexicalSettings
{
    /// <summary>Version of the features it was trained on; must equal <see cref="LexicalFeatures.Version"/>.</summary>
    public required int Features { get; init; }

    /// <summary>How much its scores of the intents count beside the network's.</summary>
    public required float Intents { get; init; }

    /// <summary>How much its scores of the tags count beside the network's.</summary>
    public required float Tags { get; init; }
}
