using System.Text;
using Orchestrator.Inference.Chat;

namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>Puts tokens together to text: characters are told when they are whole, and what may yet be taken off the end is held back.</summary>
internal sealed class TextJoiner(TokenTexts texts) : ITextJoiner
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private bool _begun;
    private int _left = texts.Joining.Left, _held;

    public string Append(int token)
    {
        if ((_begun ? texts.BytesOf(token) : texts.FirstBytesOf(token)) is not { } bytes)
            return "";
        _begun = true;
        return Hold(Trim(Text(bytes, flush: false)));
    }

    // What is still held now stands at the end.
    public string Finish() => Trim(Text([], flush: true)) is { Length: > 0 } rest ? Hold(rest) : "";

    private string Text(byte[] bytes, bool flush)
    {
        var characters = new char[bytes.Length + 4];
        return new(characters, 0, _decoder.GetChars(bytes, 0, bytes.Length, characters, 0, flush));
    }

    private string Trim(string text)
    {
        var at = 0;
        while (_left > 0 && at < text.Length)
        {
            _left = text[at] == texts.Joining.What ? _left - 1 : 0;
            at += text[at] == texts.Joining.What ? 1 : 0;
        }

        return text[at..];
    }

    private string Hold(string text)
    {
        if (texts.Joining.Right == 0 || text.Length == 0)
            return text;
        text = new string(texts.Joining.What, _held) + text;
        _held = 0;
        while (_held < Math.Min(texts.Joining.Right, text.Length) && text[^(_held + 1)] == texts.Joining.What)
            _held++;
        return text[..^_held];
    }
}
