namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>What a file says of its byte-pair model besides vocabulary and merges.</summary>
internal sealed record BpeSettings
{
    /// <summary>The token of what is unknown; -1 where there is none and unknown characters are dropped.</summary>
    public int Unknown { get; init; } = -1;

    /// <summary>Whether unknown characters that follow each other are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether a character without a token is written as those of its bytes.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a piece that is a token is taken as it is, whatever the merges would make of it.</summary>
    public bool WholeFirst { get; init; }

    /// <summary>What stands before tokens within a word.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What stands behind the last token of a word.</summary>
    public string Suffix { get; init; } = "";
}
