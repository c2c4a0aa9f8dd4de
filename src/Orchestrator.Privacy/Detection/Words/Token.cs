namespace Orchestrator.Privacy;

/// <summary>A word, a number or a mark of a text, with the hashes of what the tagger looks at.</summary>
internal struct Token
{
    public int Start;
    public int End;
    public uint Word;
    public uint Shape;
    public uint Prefix2;
    public uint Prefix3;
    public uint Suffix2;
    public uint Suffix3;
    public uint Suffix4;

    /// <summary>The first word of its line, which says what the line is: "Name: …".</summary>
    public uint LineWord;
    public byte Class;

    /// <summary>1 begins a line, 2 is followed by a line's end, 4 begins the text or a sentence, 8 touches the token before it.</summary>
    public byte Layout;

    public bool HasCapital;

    public TokenKind Kind;

    /// <summary>Whether another detector has it already.</summary>
    public bool Taken;
}
