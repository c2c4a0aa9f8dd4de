using System.Text;
using Orchestrator.Inference.Chat;

namespace Orchestrator.Inference.Tests.Constraints;

/// <summary>The hostile vocabulary as a tokenizer: a token a byte when it reads, any of its pieces when it writes.</summary>
internal sealed class HostileTokens : ITextTokens
{
    public IReadOnlyList<int> Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => b + 1)];

    public ITextJoiner Start() => new Joiner();

    public byte[]? BytesOf(int token) => HostileVocabulary.BytesOf(token);

    private sealed class Joiner : ITextJoiner
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public string Append(int token) => Text(HostileVocabulary.BytesOf(token) ?? [], flush: false);

        public string Finish() => Text([], flush: true);

        private string Text(byte[] bytes, bool flush)
        {
            var characters = new char[bytes.Length + 4];
            return new(characters, 0, _decoder.GetChars(bytes, 0, bytes.Length, characters, 0, flush));
        }
    }
}
