using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>
/// Issues the pseudonyms of one request for one destination. A pseudonym that stands somewhere in the request already was planted by
/// somebody, so its value gets another one, and the planted text is never taken for it. Not thread-safe.
/// </summary>
internal sealed class PseudonymIssuer
{
    private readonly byte[] _key;
    private readonly HashSet<string> _planted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byValue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pseudonym> _byTag = new(StringComparer.Ordinal);

    public PseudonymIssuer(PseudonymKey key, Zone destination, ModelRequest request)
    {
        _key = key.For(destination);
        RequestTexts.Visit(request, (text, _) =>
        {
            Note(text);
            Note(NormalizedText.Of(text).Text);
            return text;
        });
    }

    /// <summary>The pseudonym of a value; the same for the same value.</summary>
    public string Issue(string type, string value)
    {
        if (_byValue.TryGetValue(value, out var known))
            return known;
        string tag;
        for (var tries = 0; ; tries++)
        {
            tag = PseudonymForm.Tag(PseudonymKey.Number(_key, value, tries));
            if (!_planted.Contains(tag) && !_byTag.ContainsKey(tag))
                break;
        }

        var text = $"{PseudonymForm.WordOf(type)}-{tag}";
        _byTag.Add(tag, new(text, type, value));
        _byValue.Add(value, text);
        return text;
    }

    public PseudonymMap ToMap() => _byTag.Count == 0 ? PseudonymMap.Empty : new(_byTag.Values.ToImmutableArray());

    private void Note(ReadOnlySpan<char> text)
    {
        Span<char> tag = stackalloc char[PseudonymForm.TagLength];
        for (var dash = text.IndexOf('-'); dash >= 0; dash = PseudonymForm.Next(text, dash))
        {
            if (PseudonymForm.TryReadTag(text, dash, tag))
                _planted.Add(tag.ToString());
        }
    }
}
