using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>
/// Puts the values back into one answer as it streams: wherever it is cut, the pieces that come out are those of the whole answer
/// restored at once. It holds back only what may be the beginning of a pseudonym, at most <see cref="PseudonymMap.LongestHeld"/>
/// characters. Only pseudonyms that this destination was shown in this request are restored. Not thread-safe.
/// </summary>
public sealed class AnswerRestorer
{
    private readonly PseudonymMap _map;
    private readonly bool _json;
    private readonly HashSet<KnownValue> _restored = [];
    private string _held = "";

    /// <summary>Makes the restorer of one answer.</summary>
    /// <param name="map">What the destination was shown.</param>
    /// <param name="json">Whether the answer's text is JSON, so that values are escaped as its strings are.</param>
    public AnswerRestorer(PseudonymMap map, bool json)
    {
        ArgumentNullException.ThrowIfNull(map);
        (_map, _json) = (map, json);
    }

    /// <summary>What was put back so far, each value once.</summary>
    public ImmutableArray<KnownValue> Restored => [.. _restored.OrderBy(static v => v.Type, StringComparer.Ordinal).ThenBy(static v => v.Value, StringComparer.Ordinal)];

    /// <summary>Takes the next piece of the text and gives what readers may see now; perhaps nothing.</summary>
    /// <param name="piece">The piece as the model gave it.</param>
    public string Add(string piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        if (_map.Count == 0)
            return piece;
        var text = _held.Length == 0 ? piece : _held + piece;
        var (restored, done) = Restore(text, _json);
        var kept = _map.Unfinished(text.AsSpan(done));
        _held = text[^kept..];
        var end = text.Length - kept;
        return restored is null ? text[..end] : restored.Append(text, done, end - done).ToString();
    }

    /// <summary>The answer has ended: what was held back is no pseudonym.</summary>
    public string Flush()
    {
        var held = _held;
        _held = "";
        return held;
    }

    /// <summary>Restores a tool call: its id, its name, and every key and string of its arguments, escaped as JSON needs.</summary>
    /// <param name="call">The call as the model made it.</param>
    public ToolCall Restore(ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return _map.Count == 0 ? call : new(Whole(call.Id, json: false), Whole(call.Name, json: false), Arguments(call.Arguments));
    }

    private string Arguments(string arguments)
    {
        try
        {
            using var _ = JsonDocument.Parse(arguments);
        }
        catch (JsonException)
        {
            // Cut-off arguments are JSON as far as they go: values are escaped as in a string, where pseudonyms stand.
            return Whole(arguments, json: true);
        }

        return JsonTexts.Visit(arguments, (text, _) => Whole(text, json: false));
    }

    private string Whole(string text, bool json)
    {
        var (restored, done) = Restore(text, json);
        return restored is null ? text : restored.Append(text, done, text.Length - done).ToString();
    }

    private (StringBuilder? Restored, int Done) Restore(string text, bool json)
    {
        StringBuilder? restored = null;
        var done = 0;
        for (var dash = text.IndexOf('-', StringComparison.Ordinal); dash >= 0; dash = PseudonymForm.Next(text, dash))
        {
            if (_map.At(text, dash, done) is not { } pseudonym)
                continue;
            var start = dash + 1 + PseudonymForm.TagLength - pseudonym.Text.Length;
            restored ??= new StringBuilder(text.Length);
            restored.Append(text, done, start - done).Append(json ? Escaped(pseudonym.Value) : pseudonym.Value);
            done = start + pseudonym.Text.Length;
            _restored.Add(new(pseudonym.Type, pseudonym.Value));
        }

        return (restored, done);
    }

    private static string Escaped(string value) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
}
