namespace Orchestrator.Privacy;

/// <summary>What a token is made of.</summary>
internal enum TokenKind : byte
{
    /// <summary>A mark of punctuation or a symbol.</summary>
    Mark,

    /// <summary>Digits.</summary>
    Number,

    /// <summary>A word in small letters.</summary>
    SmallWord,

    /// <summary>Any other word: with a capital, or of a script that has none.</summary>
    Word,
}
