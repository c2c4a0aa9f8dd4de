namespace Orchestrator.Inference.Tokenizers.Unicode;

/// <summary>Korean syllables, which are composed by arithmetic (Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Ends = 0x11A7, LeadCount = 19, VowelCount = 21, EndCount = 28;

    public static bool IsSyllable(int character) => character is >= Syllables and < Syllables + LeadCount * VowelCount * EndCount;

    public static bool IsVowelOrEnd(int character) => character is >= Vowels and < Vowels + VowelCount or > Ends and < Ends + EndCount;

    public static void Decompose(int syllable, List<int> into)
    {
        var index = syllable - Syllables;
        into.Add(Leads + index / (VowelCount * EndCount));
        into.Add(Vowels + index % (VowelCount * EndCount) / EndCount);
        if (index % EndCount != 0)
            into.Add(Ends + index % EndCount);
    }

    public static bool TryCompose(int first, int second, out int syllable)
    {
        syllable = first is >= Leads and < Leads + LeadCount && second is >= Vowels and < Vowels + VowelCount
            ? Syllables + ((first - Leads) * VowelCount + second - Vowels) * EndCount
            : IsSyllable(first) && (first - Syllables) % EndCount == 0 && second is > Ends and < Ends + EndCount ? first + second - Ends : 0;
        return syllable != 0;
    }
}
