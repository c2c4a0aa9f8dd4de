using System.Globalization;
using System.Text;

namespace Orchestrator.Inference.Tokenizers.Unicode;

/// <summary>
/// A text in which each character beyond the first plane is one of the same category within it: .NET's expressions know no category of such
/// characters, and count each as two.
/// </summary>
internal sealed class Shadow
{
    private readonly List<int> _places;

    private Shadow(string text, List<int> places) => (Text, _places) = (text, places);

    public string Text { get; }

    /// <summary>The shadow of a text; null when it has no such character.</summary>
    public static Shadow? Of(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return null;
        var (made, places, at) = (new StringBuilder(text.Length), new List<int>(text.Length + 1), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            made.Append(rune.IsBmp ? (char)rune.Value : Like(rune));
            places.Add(at);
            at += rune.Utf16SequenceLength;
        }

        places.Add(at);
        return new(made.ToString(), places);
    }

    /// <summary>Where a place in the shadow is in the text.</summary>
    public int Place(int at) => _places[at];

    // Characters that patterns hardly name one by one.
    private static char Like(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter => '\ua640',
        UnicodeCategory.LowercaseLetter => '\ua641',
        UnicodeCategory.TitlecaseLetter => '\u1f88',
        UnicodeCategory.ModifierLetter => '\ua015',
        UnicodeCategory.OtherLetter => Characters.IsChinese(rune) ? '\uf900' : '\ua000',
        UnicodeCategory.NonSpacingMark => '\ua66f',
        UnicodeCategory.SpacingCombiningMark => '\ua823',
        UnicodeCategory.EnclosingMark => '\ua670',
        UnicodeCategory.DecimalDigitNumber => '\ua620',
        UnicodeCategory.LetterNumber => '\ua6e6',
        UnicodeCategory.OtherNumber => '\ua830',
        UnicodeCategory.DashPunctuation => '\u2e3a',
        UnicodeCategory.ConnectorPunctuation => '\ufe33',
        UnicodeCategory.OtherPunctuation => '\ua673',
        UnicodeCategory.MathSymbol => '\u2a00',
        UnicodeCategory.CurrencySymbol => '\ua838',
        UnicodeCategory.ModifierSymbol => '\ua700',
        UnicodeCategory.OtherSymbol => '\ua490',
        UnicodeCategory.Format => '\u2060',
        UnicodeCategory.PrivateUse => '\ue000',
        _ => '\uffff',
    };
}
