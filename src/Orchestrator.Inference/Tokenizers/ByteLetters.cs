using System.Text;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>The letter that stands for each byte in byte-level vocabularies: itself where it can be seen, one from U+0100 on where not.</summary>
internal static class ByteLetters
{
    private static readonly char[] s_letters = MakeLetters();
    private static readonly short[] s_bytes = MakeBytes();

    public static char Letter(byte b) => s_letters[b];

    /// <summary>The bytes of a token; a token with other letters is taken as its own text.</summary>
    public static byte[] Bytes(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (token[i] >= s_bytes.Length || s_bytes[token[i]] is var b && b < 0)
                return Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)b;
        }

        return bytes;
    }

    private static char[] MakeLetters()
    {
        var (letters, next) = (new char[256], 256);
        for (var b = 0; b < 256; b++)
            letters[b] = b is >= '!' and <= '~' or >= 0xa1 and <= 0xac or >= 0xae ? (char)b : (char)next++;
        return letters;
    }

    private static short[] MakeBytes()
    {
        var bytes = new short[s_letters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var b = 0; b < 256; b++)
            bytes[s_letters[b]] = (short)b;
        return bytes;
    }
}
