namespace Orchestrator.Inference.Chat;

/// <summary>What a decoder needs besides its weights to chat.</summary>
public sealed record DecoderChatOptions
{
    /// <summary>How answers name the model.</summary>
    public required string Id { get; init; }

    /// <summary>Special tokens by the names that templates know them by, such as <c>bos_token</c>.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens { get; init; } = new Dictionary<string, string>();

    /// <summary>How the model writes calls of tools.</summary>
    public ToolCallFormat ToolCalls { get; init; } = ToolCallFormat.Tagged;

    /// <summary>
    /// For a model that quotes: texts of a call's arguments are then words of the last user message, one behind the other as they stand there,
    /// or one of these values, which it may write though nobody says them. Null for a model that writes texts of its own.
    /// </summary>
    public IReadOnlyList<string>? Unsaid { get; init; }

    /// <summary>So many characters of that message, from its beginning, can be quoted: as many as the model's template lets it read.</summary>
    /// <value>The default is 600.</value>
    public int MaxQuoted { get; init; } = 600;

    /// <summary>The clock that templates read the date from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
