namespace Orchestrator.Inference.Tokenizers;

/// <summary>A token that is found in text as a whole, before anything else is done with it.</summary>
internal sealed record AddedToken(int Token, string Content)
{
    /// <summary>Whether it is left out when tokens become text again.</summary>
    public bool Special { get; init; }

    /// <summary>Whether it counts only where no letter or digit stands beside it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it takes the blanks before it.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Whether it takes the blanks behind it.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Whether it is looked for in the text as normalized.</summary>
    public bool Normalized { get; init; }

    public static AddedToken Read(Component from) => new(from.Number("id"), from.Text("content"))
    {
        Special = from.Flag("special", false),
        SingleWord = from.Flag("single_word", false),
        LeftStrip = from.Flag("lstrip", false),
        RightStrip = from.Flag("rstrip", false),
        Normalized = from.Flag("normalized", !from.Flag("special", false)),
    };
}
