namespace Orchestrator.Privacy;

/// <summary>What the tagger looks at when it names one token: features, by hash.</summary>
internal static class TagFeatures
{
    public const int Count = 40;

    private static readonly Token Outside = new() { Word = 1, Shape = 2, Prefix2 = 3, Suffix3 = 4 };

    /// <summary>
    /// Whether nothing can begin at this token, so that it need not be looked at: a mark, or a word in small letters of no class
    /// that no number follows, in a text that has capitals.
    /// </summary>
    public static bool IsDull(ReadOnlySpan<Token> tokens, int at, bool lower)
    {
        ref readonly var token = ref tokens[at];
        if (token.Kind == TokenKind.Mark)
            return true;
        return token.Kind == TokenKind.SmallWord && !lower && token.Class == WordClass.None && token.End - token.Start > 1
            && !(at + 1 < tokens.Length && tokens[at + 1].Kind == TokenKind.Number) && !(at + 2 < tokens.Length && tokens[at + 2].Kind == TokenKind.Number && tokens[at + 1].Kind == TokenKind.SmallWord)
            && !(at + 1 < tokens.Length && tokens[at + 1].Class is WordClass.Profession or WordClass.Street);
    }

    /// <summary>Writes the features of the features that do not depend on the tags before; gives how many.</summary>
    public static int Fixed(ReadOnlySpan<Token> tokens, int at, bool lower, Span<uint> features)
    {
        ref readonly var t = ref tokens[at];
        ref readonly var p = ref (at > 0 ? ref tokens[at - 1] : ref Outside);
        ref readonly var pp = ref (at > 1 ? ref tokens[at - 2] : ref Outside);
        ref readonly var n = ref (at + 1 < tokens.Length ? ref tokens[at + 1] : ref Outside);
        ref readonly var nn = ref (at + 2 < tokens.Length ? ref tokens[at + 2] : ref Outside);
        var layout = (uint)(t.Layout | (at == 0 ? 16 : 0) | (at + 1 == tokens.Length ? 32 : 0) | (lower ? 64 : 0));
        var count = 0;
        features[count++] = Of(1, t.Word);
        features[count++] = Of(2, p.Word);
        features[count++] = Of(3, n.Word);
        features[count++] = Of(4, pp.Word);
        features[count++] = Of(5, nn.Word);
        features[count++] = Of(6, p.Word, t.Word);
        features[count++] = Of(7, t.Word, n.Word);
        features[count++] = Of(8, pp.Word, p.Word);
        features[count++] = Of(9, n.Word, nn.Word);
        features[count++] = Of(10, t.Shape, lower ? 1u : 0);
        features[count++] = Of(11, p.Shape, t.Shape);
        features[count++] = Of(12, t.Shape, n.Shape);
        features[count++] = Of(13, p.Shape * 31 + n.Shape, t.Shape);
        features[count++] = Of(14, t.Prefix2);
        features[count++] = Of(15, t.Prefix3);
        features[count++] = Of(16, t.Suffix2);
        features[count++] = Of(17, t.Suffix3);
        features[count++] = Of(18, t.Suffix4);
        features[count++] = Of(19, p.Word, t.Shape);
        features[count++] = Of(20, n.Word, t.Shape);
        features[count++] = Of(21, t.Class, p.Class);
        features[count++] = Of(22, t.Class, n.Class);
        features[count++] = Of(23, p.Class, t.Shape);
        features[count++] = Of(24, n.Class, t.Shape);
        features[count++] = Of(25, layout, t.Shape);
        features[count++] = Of(26, p.Suffix3, t.Shape);
        features[count++] = Of(27, n.Suffix3, t.Shape);
        features[count++] = Of(28, t.LineWord, t.Shape);
        features[count++] = Of(29, pp.Word * 31 + p.Word, t.Shape);
        features[count++] = Of(30, pp.Class, t.Shape * 31 + p.Shape);
        features[count++] = Of(31, t.Suffix3, t.Shape);
        features[count++] = Of(32, n.Shape, nn.Shape * 31 + t.Shape);
        return count;
    }

    /// <summary>Adds the features of the features that depend on the tags of the two tokens before.</summary>
    public static int Chained(ReadOnlySpan<Token> tokens, int at, int last, int before, Span<uint> features, int count)
    {
        ref readonly var t = ref tokens[at];
        ref readonly var n = ref (at + 1 < tokens.Length ? ref tokens[at + 1] : ref Outside);
        var y = (uint)last + 1;
        features[count++] = Of(33, y, (uint)before);
        features[count++] = Of(34, y, t.Word);
        features[count++] = Of(35, y, t.Shape);
        features[count++] = Of(36, y * 64 + t.Class, n.Class);
        features[count++] = Of(37, y * 64 + t.Layout, t.Shape);
        features[count++] = Of(38, y * 64 + t.Layout, n.Shape);
        features[count++] = Of(39, y, n.Word);
        return count;
    }

    private static uint Of(uint feature, uint a, uint b = 0)
    {
        var hash = (a * 0x9E3779B1) ^ (feature * 0x85EBCA77);
        hash = ((hash << 13) | (hash >> 19)) + (b * 0xC2B2AE3D);
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        hash ^= hash >> 14;
        return hash == 0 ? 1 : hash;
    }
}
