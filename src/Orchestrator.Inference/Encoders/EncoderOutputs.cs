namespace Orchestrator.Inference.Encoders;

/// <summary>What exports call the outputs of encoders.</summary>
internal static class EncoderOutputs
{
    /// <summary>Scores of labels, of a text or of each token.</summary>
    public const string Labels = "logits";

    /// <summary>Numbers of tokens or of a whole text; the first that a graph has is taken.</summary>
    public static IReadOnlyList<string> Sentences { get; } = ["token_embeddings", "last_hidden_state", "sentence_embedding"];
}
