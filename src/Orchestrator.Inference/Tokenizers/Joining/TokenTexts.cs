using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Orchestrator.Inference.Tokenizers.Models;

namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>What each token writes. Thread-safe.</summary>
internal sealed class TokenTexts(Vocabulary vocabulary, IReadOnlyDictionary<int, AddedToken> added, TokenJoining joining)
{
    private readonly ConcurrentDictionary<int, byte[]> _bytes = new();

    public TokenJoining Joining => joining;

    /// <summary>What is written within a text; null for a token that writes nothing.</summary>
    public byte[]? BytesOf(int token)
    {
        if (_bytes.TryGetValue(token, out var known))
            return known;
        return Make(token, first: false) is { } bytes ? _bytes.GetOrAdd(token, bytes) : null;
    }

    /// <summary>What is written at the beginning of a text.</summary>
    public byte[]? FirstBytesOf(int token) => Make(token, first: true);

    private byte[]? Make(int token, bool first)
    {
        var isAdded = added.TryGetValue(token, out var one);
        if ((isAdded ? one!.Content : vocabulary.Text(token)) is not { } name || one is { Special: true })
            return null;
        if (joining.ByteFallback && name is ['<', '0', 'x', _, _, '>'] && byte.TryParse(name.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var single))
            return [single];
        foreach (var step in joining.Steps)
            name = step.Apply(name, first);
        return joining.ByteLevel && !isAdded ? ByteLetters.Bytes(name) : Encoding.UTF8.GetBytes(name);
    }
}
