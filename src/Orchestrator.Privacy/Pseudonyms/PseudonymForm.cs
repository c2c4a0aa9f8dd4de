using System.Collections.Frozen;

namespace Orchestrator.Privacy;

/// <summary>
/// How a pseudonym looks: a word for its type, a dash, six syllables of a consonant and a vowel, such as
/// <c>Person-kamirotekuli</c>. A model keeps such a word as it keeps a name; it needs no escape in JSON, Markdown or a URL; it has no
/// digit that could repeat a withheld number; and no pseudonym is the beginning of another.
/// </summary>
internal static class PseudonymForm
{
    /// <summary>Six syllables of a hundred: about 40 bits.</summary>
    public const int TagLength = 2 * Syllables;

    private const int Syllables = 6;
    private const string OtherWord = "Item";
    private const string Consonants = "bcdfghjklmnprstvwxyz";
    private const string Vowels = "aeiou";

    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["PERSON"] = "Person",
        ["LOCATION"] = "Place",
        ["ADDRESS"] = "Address",
        ["STREET_ADDRESS"] = "Address",
        ["ORGANIZATION"] = "Company",
        ["DATE_TIME"] = "Date",
        ["DATE_OF_BIRTH"] = "Date",
        ["AGE"] = "Age",
        ["TITLE"] = "Title",
        ["NRP"] = "Group",
        ["CREDIT_CARD"] = "Card",
        ["IBAN_CODE"] = "Account",
        ["US_BANK_NUMBER"] = "Account",
        ["CRYPTO"] = "Wallet",
        ["EMAIL_ADDRESS"] = "Email",
        ["PHONE_NUMBER"] = "Phone",
        ["IP_ADDRESS"] = "Host",
        ["MAC_ADDRESS"] = "Device",
        ["URL"] = "Link",
        ["SECRET"] = "Secret",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> KnownWords = Words.Values.Append(OtherWord).ToFrozenSet(StringComparer.Ordinal);
    private static readonly int LongestWord = KnownWords.Max(static w => w.Length);

    /// <summary>The length of the longest pseudonym there can be.</summary>
    public static int Longest => LongestWord + 1 + TagLength;

    public static string WordOf(string type) => Words.GetValueOrDefault(type, OtherWord);

    /// <summary>The syllables of a number.</summary>
    public static string Tag(UInt128 number) => string.Create(TagLength, number, static (tag, rest) =>
    {
        for (var i = 0; i < tag.Length; i += 2)
        {
            (rest, var syllable) = UInt128.DivRem(rest, (UInt128)(Consonants.Length * Vowels.Length));
            tag[i] = Consonants[(int)syllable / Vowels.Length];
            tag[i + 1] = Vowels[(int)syllable % Vowels.Length];
        }
    });

    /// <summary>Reads the syllables after a dash, in either case; <paramref name="tag"/> gets them in lower case.</summary>
    public static bool TryReadTag(ReadOnlySpan<char> text, int dash, Span<char> tag)
    {
        if (text.Length - dash - 1 < TagLength)
            return false;
        for (var i = 0; i < TagLength; i++)
        {
            var c = Lower(text[dash + 1 + i]);
            if (!(i % 2 == 0 ? Consonants : Vowels).Contains(c, StringComparison.Ordinal))
                return false;
            tag[i] = c;
        }

        return true;
    }

    /// <summary>Every span that looks like a pseudonym exactly as one is written, in order.</summary>
    public static List<(int Start, int End)> Spans(ReadOnlySpan<char> text)
    {
        List<(int, int)> spans = [];
        for (var from = 0; TryFind(text, ref from, out var start);)
            spans.Add((start, from));
        return spans;
    }

    /// <summary>
    /// Finds the first span from here on that looks like a pseudonym exactly as one is written; <paramref name="from"/> becomes its end.
    /// </summary>
    public static bool TryFind(ReadOnlySpan<char> text, ref int from, out int start)
    {
        Span<char> tag = stackalloc char[TagLength];
        var words = KnownWords.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var dash = Next(text, from - 1); dash >= 0; dash = Next(text, dash))
        {
            if (!TryReadTag(text, dash, tag) || !tag.SequenceEqual(text.Slice(dash + 1, TagLength)))
                continue;

            // A word begins with its only capital, so that one right behind another pseudonym is told from it.
            start = dash - 1;
            while (start > 0 && dash - start < LongestWord && char.IsAsciiLetterLower(text[start]))
                start--;
            if (start < 0 || !words.Contains(text[start..dash]))
                continue;
            from = dash + 1 + TagLength;
            return true;
        }

        start = from;
        return false;
    }

    /// <summary>The place of the next dash; -1 if there is none.</summary>
    public static int Next(ReadOnlySpan<char> text, int dash)
    {
        var next = text[(dash + 1)..].IndexOf('-');
        return next < 0 ? -1 : dash + 1 + next;
    }

    /// <summary>Only ASCII folds: nothing outside of it is ever part of a pseudonym.</summary>
    public static char Lower(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}
