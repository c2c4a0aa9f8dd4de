using System.Globalization;
using System.Numerics;
using System.Text;

namespace Orchestrator.Inference.Templates;

/// <summary>Text as Python sees it, which chat templates are written against: code points, its white space, its way to write values.</summary>
internal static class PythonText
{
    public static readonly char[] Spaces = [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(IsSpace)];

    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>The code points of a text, each as a text.</summary>
    public static List<string> Points(string text)
    {
        var points = new List<string>(text.Length);
        for (var i = 0; i < text.Length; i++)
            points.Add(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? text.Substring(i++, 2) : text[i].ToString());
        return points;
    }

    public static int Length(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
                length--;
        }

        return length;
    }

    public static string Title(string text, bool onlyFirst)
    {
        var (made, start) = (new StringBuilder(text.Length), true);
        foreach (var c in text)
        {
            made.Append(start ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            start = !onlyFirst && !char.IsLetterOrDigit(c) && c is not '\'';
        }

        return made.ToString();
    }

    /// <summary>A number with the fewest digits that mean it, laid out as Python does.</summary>
    public static string Write(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            text = number.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture).Equals(number))
                break;
        }

        var cut = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(cut + 1), CultureInfo.InvariantCulture);
        var sign = text[0] == '-' ? "-" : "";
        var all = text[sign.Length..cut].Replace(".", "", StringComparison.Ordinal);
        if (exponent is < -4 or >= 16)
            return $"{sign}{all[0]}{(all.Length > 1 ? "." + all[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        if (exponent < 0)
            return sign + "0." + new string('0', -exponent - 1) + all;
        return all.Length <= exponent + 1 ? sign + all.PadRight(exponent + 1, '0') + ".0" : sign + all[..(exponent + 1)] + "." + all[(exponent + 1)..];
    }

    /// <summary>What a value looks like in the text.</summary>
    public static string Show(object? value, RenderRun run)
    {
        switch (value)
        {
            case string text:
                return text;
            case Undefined:
                return "";
            case long or double or bool or null or BigInteger:
                return Scalar(value);
            default:
                var made = new StringBuilder();
                Repr(value, made, run);
                return made.ToString();
        }
    }

    private static string Scalar(object? value) => value switch
    {
        null => "None",
        true => "True",
        false => "False",
        double number => Write(number),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    private static void Repr(object? value, StringBuilder made, RenderRun run)
    {
        using var _ = run.Deeper();
        run.Charge(1);
        switch (value)
        {
            case string text:
                run.Charge(text.Length);
                Quote(text, made);
                break;
            case List<object?> list:
                made.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0)
                        made.Append(", ");
                    Repr(list[i], made, run);
                }

                made.Append(']');
                break;
            case TemplateMap map:
                made.Append('{');
                var first = true;
                foreach (var (key, inner) in map)
                {
                    if (!first)
                        made.Append(", ");
                    first = false;
                    Repr(key, made, run);
                    made.Append(": ");
                    Repr(inner, made, run);
                }

                made.Append('}');
                break;
            case TemplateFunction:
                made.Append("<function>");
                break;
            case Undefined:
                made.Append("Undefined");
                break;
            default:
                made.Append(Scalar(value));
                break;
        }
    }

    private static void Quote(string text, StringBuilder made)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        made.Append(quote);
        foreach (var c in text)
        {
            switch (c)
            {
                case '\n':
                    made.Append("\\n");
                    break;
                case '\r':
                    made.Append("\\r");
                    break;
                case '\t':
                    made.Append("\\t");
                    break;
                case '\\':
                    made.Append("\\\\");
                    break;
                case < ' ' or '\x7f':
                    made.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
                    break;
                default:
                    if (c == quote)
                        made.Append('\\');
                    made.Append(c);
                    break;
            }
        }

        made.Append(quote);
    }
}
