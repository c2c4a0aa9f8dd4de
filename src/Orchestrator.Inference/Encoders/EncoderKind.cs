namespace Orchestrator.Inference.Encoders;

/// <summary>What an encoder is for.</summary>
public enum EncoderKind
{
    /// <summary>It embeds texts: <see cref="SentenceEncoder"/>.</summary>
    Sentences,

    /// <summary>It labels whole texts: <see cref="SequenceClassifier"/>.</summary>
    Texts,

    /// <summary>It labels parts of texts: <see cref="TokenClassifier"/>.</summary>
    Parts,
}
