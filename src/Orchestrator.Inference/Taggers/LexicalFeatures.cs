namespace Orchestrator.Inference.Taggers;

/// <summary>
/// Hashes what stands in and around a token, and the words and character runs of a whole text, to feature numbers for
/// <see cref="LexicalHead"/>. Trainer and runtime share this file: a change here needs new heads.
/// </summary>
internal sealed class LexicalFeatures
{
    /// <summary>Changes whenever this file would give other numbers for the same text.</summary>
    public const int Version = 1;

    /// <summary>Most features of one token.</summary>
    public const int MostPerToken = 128;

    const int LongestWord = 64, LongestEnd = 4, MostTextTokens = 40, LongestRunWord = 16;
    const uint Before = 0x3c3c3c3c, Behind = 0x3e3e3e3e;
    readonly char[] _letters;
    readonly (int Start, int Length)[] _places;
    readonly uint[] _words;
    readonly byte[] _cases;
    List<KnownValue> _known = [];

    public LexicalFeatures(ReadOnlySpan<char> text, List<TextToken> tokens)
    {
        _places = new (int, int)[tokens.Count];
        _words = new uint[tokens.Count];
        _cases = new byte[tokens.Count];
        _letters = new char[tokens.Sum(t => Math.Min(t.Length, LongestWord))];
        var at = 0;
        for (var t = 0; t < tokens.Count; t++)
        {
            var room = _letters.AsSpan(at, Math.Min(tokens[t].Length, LongestWord));
            var length = TokenFeatures.Normalise(text.Slice(tokens[t].Start, tokens[t].Length), room);
            _places[t] = (at, length);
            _words[t] = Of(room[..length]);
            _cases[t] = CaseOf(text.Slice(tokens[t].Start, tokens[t].Length));
            at += length;
        }
    }

    /// <summary>The hashes of the words.</summary>
    public ReadOnlySpan<uint> Words => _words;

    /// <summary>Looks for values that were met in training; features of tokens tell of them from then on.</summary>
    public void Recall(KnownValues values, Func<KnownValue, bool>? unknown = null) => _known = values.Find(_words, unknown);

    /// <summary>The feature that stands for what came before: a tag, or nothing at the beginning of a text (-1).</summary>
    public static uint After(int tag) => Mix(60, (uint)(tag + 1));

    /// <summary>Writes the features of a token and returns how many there are; those of words close by are given once more for the intent alone.</summary>
    public int Token(int t, int intent, Span<uint> features)
    {
        var (here, before, behind) = (Word(t), Word(t - 1), Word(t + 1));
        var (twoBefore, twoBehind) = (Word(t - 2), Word(t + 2));
        var n = 0;
        features[n++] = Mix(0, 0);
        features[n++] = Mix(1, here);
        features[n++] = Mix(2, before);
        features[n++] = Mix(3, behind);
        features[n++] = Mix(4, before, here);
        features[n++] = Mix(5, here, behind);
        features[n++] = Mix(6, before, behind);
        var (small, left, right) = (Case(t), Case(t - 1), Case(t + 1));
        features[n++] = Mix(50, small, 16 * left);
        features[n++] = Mix(51, small + (16 * left), right);
        features[n++] = Mix(52, before, small);
        var close = n;
        features[n++] = Mix(53, behind, small);
        features[n++] = Mix(54, here, small);
        features[n++] = Mix(55, small, 16 * right);
        features[n++] = Mix(56, Mix(56, small + (16 * left), right), Case(t - 2) + (16 * Case(t + 2)));
        features[n++] = Mix(7, twoBefore);
        features[n++] = Mix(8, twoBehind);
        features[n++] = Mix(9, twoBefore, before);
        features[n++] = Mix(10, behind, twoBehind);
        features[n++] = Mix(11, Mix(11, twoBefore, before), here);
        features[n++] = Mix(12, Mix(12, here, behind), twoBehind);
        features[n++] = Mix(13, Mix(13, before, here), behind);
        features[n++] = Mix(14, Word(t - 3));
        features[n++] = Mix(15, Word(t + 3));
        features[n++] = Mix(16, Word(0), Word(1));
        features[n++] = Mix(17, (uint)((t == 0 ? 1 : 0) + (t == _words.Length - 1 ? 2 : 0) + 4 * Kind(t)));
        var letters = Letters(t);
        for (var size = 2; size <= LongestEnd && size < letters.Length; size++)
        {
            features[n++] = Mix(18 + size, Of(letters[..size]));
            features[n++] = Mix(24 + size, Of(letters[^size..]));
        }

        if (t > 0 && Letters(t - 1) is { Length: > 3 } lettersBefore)
            features[n++] = Mix(30, Of(lettersBefore[^3..]));
        if (t + 1 < _words.Length && Letters(t + 1) is { Length: > 3 } lettersBehind)
            features[n++] = Mix(31, Of(lettersBehind[^3..]));
        for (var i = 0; i < close; i++)
            features[n++] = Mix(32 + i, features[i], (uint)intent);
        return n + Known(t, features[n..]);
    }

    /// <summary>What the values say that the token is in, or stands beside.</summary>
    int Known(int t, Span<uint> features)
    {
        var n = 0;
        foreach (var (first, last, number) in _known)
        {
            if (n + 2 > features.Length)
                break;
            var slot = (uint)number;
            if (t >= first && t <= last)
            {
                var place = first == last ? 0u : t == first ? 1u : t == last ? 2u : 3u;
                features[n++] = Mix(61, slot, place + (4 * Math.Min((uint)(last - first), 2)));
                features[n++] = Mix(62, slot, t == first ? 0u : 1u);
            }
            else if (t == last + 1 || t == first - 1)
            {
                features[n++] = Mix(63, slot, t < first ? 0u : 1u);
            }
        }

        return n;
    }

    /// <summary>Adds the features of the whole text, each once: words, pairs and character runs.</summary>
    public void Text(List<uint> features)
    {
        var count = Math.Min(_words.Length, MostTextTokens);
        for (var t = 0; t < count; t++)
        {
            features.Add(Mix(70, _words[t]));
            features.Add(Mix(71, Word(t - 1), _words[t]));
            features.Add(Mix(72, Word(t - 2), _words[t]));
            Runs(Letters(t), features);
        }

        features.Add(Mix(74, Word(0), Word(1)));
        features.Add(Mix(75, Word(_words.Length - 1)));
        features.Sort();
        var kept = 0;
        for (var i = 0; i < features.Count; i++)
        {
            if (i == 0 || features[i] != features[kept - 1])
                features[kept++] = features[i];
        }

        features.RemoveRange(kept, features.Count - kept);
    }

    static void Runs(ReadOnlySpan<char> word, List<uint> features)
    {
        word = word[..Math.Min(word.Length, LongestRunWord)];
        Span<char> edged = stackalloc char[LongestRunWord + 2];
        edged[0] = '<';
        word.CopyTo(edged[1..]);
        edged[word.Length + 1] = '>';
        edged = edged[..(word.Length + 2)];
        for (var size = 3; size <= 4; size++)
        {
            for (var i = 0; i + size <= edged.Length; i++)
                features.Add(Mix(76, Of(edged.Slice(i, size))));
        }
    }

    /// <summary>How a token is written: small, with a capital, in capitals, or without letters.</summary>
    static byte CaseOf(ReadOnlySpan<char> token) =>
        !char.IsLetter(token[0]) ? (byte)1 : !char.IsUpper(token[0]) ? (byte)2 : token.Length > 1 && char.IsUpper(token[1]) ? (byte)4 : (byte)3;

    uint Case(int t) => t < 0 ? 5u : t >= _cases.Length ? 6u : _cases[t];

    uint Word(int t) => t < 0 ? Before : t >= _words.Length ? Behind : _words[t];

    ReadOnlySpan<char> Letters(int t) => _letters.AsSpan(_places[t].Start, _places[t].Length);

    int Kind(int t) => Letters(t) switch
    {
        [] => 0,
        [var first, ..] when char.IsDigit(first) => 1,
        [var first, ..] when !char.IsLetter(first) => 2,
        { Length: < 4 } => 3,
        _ => 4,
    };

    static uint Of(ReadOnlySpan<char> text)
    {
        var h = 2166136261u;
        foreach (var c in text)
            h = (h ^ c) * 16777619u;
        return h;
    }

    internal static uint Mix(int kind, uint a, uint b = 0)
    {
        var h = (uint)(kind + 1) * 0x9e3779b1u;
        h = (h ^ a) * 0x85ebca6bu;
        h ^= h >> 15;
        h = (h ^ b) * 0xc2b2ae35u;
        h ^= h >> 13;
        h *= 0x2c1b3c6du;
        return h ^ (h >> 16);
    }
}
