namespace Orchestrator.Privacy;

/// <summary>A check of a number's letters and digits, in upper case and without separators.</summary>
internal delegate Validity Check(ReadOnlySpan<char> number);

/// <summary>One type of number: how it is written, what proves it, and what must stand near it where nothing does.</summary>
internal sealed record NumberFormat
{
    /// <summary>The finding's type.</summary>
    public required string Type { get; init; }

    /// <summary>How it is written, the longest first where one begins another.</summary>
    public required Shape[] Shapes { get; init; }

    /// <summary>Its rules.</summary>
    public required Check Check { get; init; }

    /// <summary>What people call it.</summary>
    public required ContextWords Words { get; init; }

    /// <summary>How sure a valid one in groups is when nothing is said of it; 0 where only words or a field of its own make it believable.</summary>
    public double Grouped { get; init; }

    /// <summary>How sure a valid one without separators is when nothing is said of it.</summary>
    public double Bare { get; init; }

    /// <summary>Whether it is believed where it is all that the text holds, as in a form's field; as what, depends on the score.</summary>
    public double Alone { get; init; } = 0.4;

    /// <summary>Whether only a valid one is believed when nothing is said of it; others need a word or a field of their own.</summary>
    public bool Proven { get; init; }

    /// <summary>Whether capitals are needed when nothing is said of it: "ab1 2cd" in a sentence is rarely a postcode.</summary>
    public bool Capitals { get; init; }

    /// <summary>How far before it the word may stand.</summary>
    public int Reach { get; init; } = 48;

    /// <summary>Whether nothing but a word nearby makes it believable.</summary>
    public bool OnlySpoken { get; init; }
}
