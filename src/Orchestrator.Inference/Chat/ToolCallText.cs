using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Chat;

/// <summary>Tells the calls of declared tools from the other text of an answer, and holds back what may yet become one. What is no call stays text. Not thread-safe.</summary>
internal sealed class ToolCallText(ToolCallFormat format, IReadOnlySet<string> tools)
{
    private readonly StringBuilder _held = new();
    private readonly List<FunctionCallContent> _calls = [];
    private bool _inside, _said;

    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    public string Append(string piece)
    {
        if (tools.Count == 0)
            return piece;
        _held.Append(piece);
        return format.Open.Length == 0 ? Bare() : Tagged();
    }

    /// <summary>What was held back, when no more comes.</summary>
    public string Finish()
    {
        var rest = _held.ToString();
        _held.Clear();
        if ((format.Open.Length == 0 || _inside) && Call(rest))
            return "";
        return _inside ? format.Open + rest : rest;
    }

    // A bare call is the whole answer, so that its first character decides.
    private string Bare()
    {
        var text = _held.ToString();
        if (!_said && (text.Trim().Length == 0 || text.TrimStart()[0] == '{'))
            return "";
        _said = true;
        _held.Clear();
        return text;
    }

    private string Tagged()
    {
        var said = new StringBuilder();
        while (true)
        {
            var text = _held.ToString();
            var mark = _inside ? format.Close : format.Open;
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at < 0)
            {
                if (_inside)
                    return said.ToString();
                var keep = StopStrings.Overlap(text, mark);
                _held.Clear().Append(text, text.Length - keep, keep);
                return said.Append(text, 0, text.Length - keep).ToString();
            }

            _held.Clear().Append(text, at + mark.Length, text.Length - at - mark.Length);
            if (!_inside)
                said.Append(text, 0, at);
            else if (!Call(text[..at]))
                said.Append(format.Open).Append(text, 0, at).Append(format.Close);
            _inside = !_inside;
        }
    }

    private bool Call(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || !tools.Contains(name.GetString()!)
                || !(root.TryGetProperty(format.Arguments, out var given) || root.TryGetProperty("arguments", out given) || root.TryGetProperty("parameters", out given)) || given.ValueKind != JsonValueKind.Object)
                return false;
            var arguments = given.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (object?)g.Last().Value.Clone(), StringComparer.Ordinal);
            _calls.Add(new($"call_{Guid.NewGuid():N}", name.GetString()!, arguments));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
