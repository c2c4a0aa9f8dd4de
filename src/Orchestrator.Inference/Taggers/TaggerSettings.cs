namespace Orchestrator.Inference.Taggers;

/// <summary>The part of <c>model.json</c> that is about taggers.</summary>
internal sealed record TaggerSettings
{
    /// <summary>Version of the token features the weights were trained on; must equal <see cref="TokenFeatures.Version"/>.</summary>
    public required int Features { get; init; }

    public required int Buckets { get; init; }

    /// <summary>The lexical head beside the network, where there is one.</summary>
    public LexicalSettings? Lexical { get; init; }

    /// <summary>Longer texts are not the model's: it has seen none.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>From this calibrated confidence on, a request is the model's own.</summary>
    public required double Threshold { get; init; }

    public required TaggerCalibration Calibration { get; init; }
}
