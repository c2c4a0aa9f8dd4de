using Orchestrator.Inference.Chat;

namespace Orchestrator.Inference.Tests.Chat;

/// <summary>One token a character, for the tiny decoder: a line break, and from blank to closing brace.</summary>
internal sealed class Letters : ITextTokens
{
    private const int First = 3;

    public IReadOnlyList<int> Encode(string text) => [.. text.Select(c => c is >= ' ' and <= '}' ? c - ' ' + First : 1)];

    public ITextJoiner Start() => new Joiner();

    public byte[]? BytesOf(int token) => token switch { 1 => [(byte)'\n'], < First => null, _ => [(byte)(token - First + ' ')] };

    private sealed class Joiner : ITextJoiner
    {
        public string Append(int token) => token switch { 1 => "\n", < First => "", _ => ((char)(token - First + ' ')).ToString() };

        public string Finish() => "";
    }
}
