using System.Text;

namespace Orchestrator.Inference.Chat;

/// <summary>The letter that stands for each byte in byte-level vocabularies: itself where it can be seen, one from U+0100 on where not.</summary>
internal static class ByteLetters
{
    private static readonly char[] s_letters = Make();
    private static readonly Dictionary<char, byte> s_bytes = s_letters.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => (byte)p.i);

    public static char Letter(byte b) => s_letters[b];

    public static string Letters(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => s_letters[b]));

    /// <summary>The bytes of a token; a token with other letters is taken as its own text.</summary>
    public static byte[] Bytes(string token) =>
        token.All(s_bytes.ContainsKey) ? [.. token.Select(c => s_bytes[c])] : Encoding.UTF8.GetBytes(token);

    private static char[] Make()
    {
        var (letters, next) = (new char[256], 256);
        for (var b = 0; b < 256; b++)
            letters[b] = b is >= '!' and <= '~' or >= 0xa1 and <= 0xac or >= 0xae ? (char)b : (char)next++;
        return letters;
    }
}
