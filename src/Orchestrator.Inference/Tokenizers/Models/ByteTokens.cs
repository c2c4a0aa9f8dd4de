using System.Text;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, which write characters without a token of their own byte by byte. Thread-safe.</summary>
internal sealed class ByteTokens(Vocabulary vocabulary)
{
    private readonly int[] _tokens = [.. Enumerable.Range(0, 256).Select(b => vocabulary.Find($"<0x{b:X2}>") ?? -1)];

    /// <summary>Fills in the tokens of a character's bytes; 0 where one is missing, otherwise how many.</summary>
    public int Of(Rune rune, Span<int> tokens)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = rune.EncodeToUtf8(bytes);
        for (var i = 0; i < count; i++)
            tokens[i] = _tokens[bytes[i]];
        return tokens[..count].Contains(-1) ? 0 : count;
    }
}
