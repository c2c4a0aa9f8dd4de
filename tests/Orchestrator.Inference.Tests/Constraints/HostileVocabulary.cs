using System.Text;
using Orchestrator.Inference.Constraints;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Tests.Constraints;

/// <summary>A vocabulary of all bytes and of pieces that cut JSON in odd places, and a model that draws any of it.</summary>
internal static class HostileVocabulary
{
    public const int End = 0;

    private static readonly byte[][] s_tokens = [[], .. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }), .. new[] { "\"}", "\": \"", "\\u", "\\ud8", "{\"", "}}", "],[", "null", "tru", "e-", "\"},{\"a\":", "  ", "\n\n", "é\"", "😀", "name", "\",\"", "00", "1e", "-", ".5", "</tool_call>", "<tool_call>", "\\\"", "\\", "[[[[", "{}{}" }.Select(Encoding.UTF8.GetBytes), [0xf0, 0x9f], [0xed, 0xa0, 0x80], [0xc3]];

    public static int Size => s_tokens.Length;

    public static VocabularyTrie Trie { get; } = new(s_tokens.Length, BytesOf);

    public static byte[]? BytesOf(int token) => token == End ? null : s_tokens[token];

    /// <summary>Draws an answer; null for its text when it was cut off.</summary>
    public static string? Draw(CompiledGrammar grammar, int seed, int most)
    {
        var constraint = new GrammarConstraint(grammar, BytesOf);
        var random = new Random(seed);
        var sampler = new Sampler(new() { Temperature = 1.5f, Seed = seed, RepetitionPenalty = seed % 3 == 0 ? 1.3f : 1 }, [], seed);
        var (bytes, logits) = (new List<byte>(), new float[s_tokens.Length]);

        // Some models want to end, some to nest, some to write text for ever.
        var taste = Enumerable.Range(0, logits.Length).Select(_ => (float)(random.NextDouble() * 20 - 10)).ToArray();
        for (var i = 0; i < most; i++)
        {
            for (var t = 0; t < logits.Length; t++)
                logits[t] = taste[t] + (float)(random.NextDouble() * 6);
            if (!constraint.Mask(logits, [End]))
                return Encoding.UTF8.GetString([.. bytes]);
            var token = sampler.Next(logits).Id;
            if (token == End)
                return Encoding.UTF8.GetString([.. bytes]);
            constraint.Accept(token);
            bytes.AddRange(BytesOf(token)!);
            if (constraint.Finished)
                return Encoding.UTF8.GetString([.. bytes]);
        }

        return null;
    }
}
