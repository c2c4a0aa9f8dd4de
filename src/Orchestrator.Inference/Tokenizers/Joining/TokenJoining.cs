namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>How tokens become text again, as a file's decoder says.</summary>
internal sealed class TokenJoining
{
    /// <summary>What is done to each token's name, in order.</summary>
    public List<ITokenStep> Steps { get; } = [];

    /// <summary>Whether the letters of a token stand for bytes.</summary>
    public bool ByteLevel { get; set; }

    /// <summary>Whether tokens such as <c>&lt;0x0A&gt;</c> are single bytes.</summary>
    public bool ByteFallback { get; set; }

    /// <summary>The character of which up to <see cref="Left"/> are taken off the beginning of the text and up to <see cref="Right"/> off its end.</summary>
    public char What { get; set; }

    public int Left { get; set; }

    public int Right { get; set; }
}
