using System.Globalization;
using System.Numerics;
using System.Text;

namespace Orchestrator.Inference.Templates;

/// <summary>The filter <c>tojson</c> as chat templates know it: Python's <c>json.dumps</c> with letters of all scripts as they are.</summary>
internal static class JsonText
{
    public static string Write(object? value, TemplateArguments a, RenderRun run)
    {
        var indent = a[0, "indent"] switch { null => null, long n and >= 0 and <= 100 => new string(' ', (int)n), string s => s, _ => throw new TemplateFault("expected an indent from 0 to 100") };
        var ascii = a.Named.TryGetValue("ensure_ascii", out var only) && TemplateValue.Truth(only);
        var (item, key) = a.Named.TryGetValue("separators", out var s1) && s1 is List<object?> { Count: 2 } both
            ? (PythonText.Show(both[0], run), PythonText.Show(both[1], run))
            : (indent is null ? ", " : ",", ": ");
        var writer = new Writer(indent, item, key, ascii, a.Named.TryGetValue("sort_keys", out var sorted) && TemplateValue.Truth(sorted), run);
        writer.Write(value, 0);
        return writer.ToString();
    }

    private sealed class Writer(string? indent, string item, string key, bool ascii, bool sorted, RenderRun run)
    {
        private readonly StringBuilder _text = new();

        public override string ToString() => _text.ToString();

        public void Write(object? value, int depth)
        {
            using var _ = run.Deeper();
            run.Charge(1);
            switch (value)
            {
                case string text:
                    Quote(text);
                    break;
                case null:
                    _text.Append("null");
                    break;
                case bool flag:
                    _text.Append(flag ? "true" : "false");
                    break;
                case double number:
                    _text.Append(double.IsFinite(number) ? PythonText.Write(number) : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                    break;
                case long or BigInteger:
                    _text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                    break;
                case List<object?> list:
                    Sequence('[', ']', list, Write, depth);
                    break;
                case TemplateMap map:
                    Sequence('{', '}', sorted ? map.OrderBy(p => p.Key, StringComparer.Ordinal).ToList() : [.. map], (pair, inner) =>
                    {
                        Quote(pair.Key);
                        _text.Append(key);
                        Write(pair.Value, inner);
                    }, depth);
                    break;
                default:
                    throw new TemplateFault($"{TemplateValue.Kind(value)} cannot be written as JSON");
            }
        }

        private void Sequence<T>(char open, char close, List<T> items, Action<T, int> write, int depth)
        {
            _text.Append(open);
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    _text.Append(item);
                Line(depth + 1);
                write(items[i], depth + 1);
            }

            if (items.Count > 0)
                Line(depth);
            _text.Append(close);
        }

        private void Line(int depth)
        {
            if (indent is null)
                return;
            run.Charge((long)indent.Length * depth);
            _text.Append('\n');
            for (var i = 0; i < depth; i++)
                _text.Append(indent);
        }

        private void Quote(string text)
        {
            run.Charge(text.Length);
            _text.Append('"');
            foreach (var c in text)
            {
                _ = c switch
                {
                    '"' => _text.Append("\\\""),
                    '\\' => _text.Append("\\\\"),
                    '\n' => _text.Append("\\n"),
                    '\r' => _text.Append("\\r"),
                    '\t' => _text.Append("\\t"),
                    '\b' => _text.Append("\\b"),
                    '\f' => _text.Append("\\f"),
                    _ when c < ' ' || ascii && c > '~' => _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                    _ => _text.Append(c),
                };
            }

            _text.Append('"');
        }
    }
}
