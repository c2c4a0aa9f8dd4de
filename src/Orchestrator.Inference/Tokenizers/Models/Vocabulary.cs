namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Tokens by their text and texts by their tokens. Thread-safe once filled.</summary>
internal sealed class Vocabulary
{
    /// <summary>No real vocabulary comes near; a number beyond it is a damaged file.</summary>
    public const int MostTokens = 1 << 23;

    private readonly Dictionary<string, int> _tokens;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private string?[] _texts;

    public Vocabulary(int expected)
    {
        _tokens = new(expected, StringComparer.Ordinal);
        _bySpan = _tokens.GetAlternateLookup<ReadOnlySpan<char>>();
        _texts = new string?[expected];
    }

    /// <summary>One more than the largest token.</summary>
    public int Size { get; private set; }

    /// <summary>The texts, in no order.</summary>
    public IReadOnlyCollection<string> Texts => _tokens.Keys;

    public void Add(string text, int token)
    {
        _tokens[text] = token;
        if (token >= _texts.Length)
            Array.Resize(ref _texts, Math.Max(token + 1, _texts.Length * 2));
        _texts[token] = text;
        Size = Math.Max(Size, token + 1);
    }

    public bool TryGet(ReadOnlySpan<char> text, out int token) => _bySpan.TryGetValue(text, out token);

    /// <summary>The token of a text, or null.</summary>
    public int? Find(ReadOnlySpan<char> text) => _bySpan.TryGetValue(text, out var token) ? token : null;

    public string? Text(int token) => (uint)token < (uint)_texts.Length ? _texts[token] : null;
}
