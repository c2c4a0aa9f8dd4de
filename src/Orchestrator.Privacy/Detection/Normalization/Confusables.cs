namespace Orchestrator.Privacy;

/// <summary>
/// Letters of other scripts that look like Latin ones (Unicode TS #39, the pairs that fonts draw alike). They count as Latin only
/// in a word that also has Latin letters or digits: "раypal" is a disguise, "рано" is Russian.
/// </summary>
internal static class Confusables
{
    private const int LongestWord = 40;

    private const string Pairs =
        "аaеeоoрpсcхxуyіiјjѕsԁdһhӏlѵvԛqԝwгrкkпnАAВBЕEКKМMНHОOРPСCТTХXУYІIЈJЅSԌGԚQԜWЗ3"
        + "οoαaνvρpυuιiκkχxγyτtηnΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX"
        + "օoհhոnսuցgԼL"
        + "ɑaɡgıiℓlⅼlⅽcⅾdⅿmⅰiⅴvⅹxⅠIⅤVⅩXⅬLⅭCⅮDⅯMʀR";

    // By the letter's code; every letter of the pairs is below U+2180.
    private static readonly char[] Latin = Make();

    /// <summary>The Latin letter that this one passes for where it stands, or the letter itself.</summary>
    public static char Resolve(string text, int at)
    {
        var c = text[at];
        return c < Latin.Length && Latin[c] is var latin and not '\0' && IsMixed(text, at) ? latin : c;
    }

    private static char[] Make()
    {
        var table = new char[0x2180];
        for (var i = 0; i < Pairs.Length; i += 2)
            table[Pairs[i]] = Pairs[i + 1];
        return table;
    }

    private static bool IsMixed(string text, int at)
    {
        for (var i = at - 1; i >= 0 && at - i < LongestWord && IsPart(text[i]); i--)
        {
            if (char.IsAsciiLetterOrDigit(text[i]))
                return true;
        }

        for (var i = at + 1; i < text.Length && i - at < LongestWord && IsPart(text[i]); i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]))
                return true;
        }

        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '\u200b' or '\u200c' or '\u200d';
}
