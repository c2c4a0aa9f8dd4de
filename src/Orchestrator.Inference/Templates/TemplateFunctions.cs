using System.Globalization;
using System.Text;

namespace Orchestrator.Inference.Templates;

/// <summary>The functions that every chat template may call.</summary>
internal static class TemplateFunctions
{
    public static void AddTo(Scope scope)
    {
        scope["range"] = (TemplateFunction)Range;
        scope["namespace"] = (TemplateFunction)((_, a) => Map(a, isNamespace: true));
        scope["dict"] = (TemplateFunction)((_, a) => Map(a, isNamespace: false));
        scope["raise_exception"] = (TemplateFunction)((_, a) => throw new TemplateFault("the template refuses: " + a.Text(0, "message", "")));
        scope["strftime_now"] = (TemplateFunction)((run, a) => Format(run.Time.GetLocalNow(), a.Text(0, "format")));
    }

    private static TemplateMap Map(TemplateArguments a, bool isNamespace)
    {
        var map = new TemplateMap { IsNamespace = isNamespace };
        foreach (var (key, value) in a.Values.OfType<TemplateMap>().SelectMany(m => m).Concat(a.Named))
            map[key] = value;
        return map;
    }

    private static List<object?> Range(RenderRun run, TemplateArguments a)
    {
        var (from, to, step) = a.Values.Count < 2 ? (0, a.Whole(0, "stop", 0), 1) : (a.Whole(0, "start", 0), a.Whole(1, "stop", 0), a.Whole(2, "step", 1));
        if (step == 0)
            throw new TemplateFault("the step is 0");
        var count = Math.Max(0, step > 0 ? ((long)to - from + step - 1) / step : ((long)from - to - step - 1) / -step);
        run.Charge(count);
        return [.. Enumerable.Range(0, (int)count).Select(i => (object?)(from + (long)i * step))];
    }

    private static string Format(DateTimeOffset now, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 >= format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var bare = format[i + 1] == '-' && i + 2 < format.Length;
            var c = format[i += bare ? 2 : 1];
            var part = Part(now, c) ?? throw new TemplateFault($"the date format '%{c}' is not supported");
            text.Append(bare && part.Length > 1 ? part.TrimStart('0') is { Length: > 0 } rest ? rest : "0" : part);
        }

        return text.ToString();
    }

    private static string? Part(DateTimeOffset now, char c)
    {
        string As(string format) => now.ToString(format, CultureInfo.InvariantCulture);
        return c switch
        {
            'd' => As("dd"),
            'm' => As("MM"),
            'y' => As("yy"),
            'Y' => As("yyyy"),
            'b' or 'h' => As("MMM"),
            'B' => As("MMMM"),
            'a' => As("ddd"),
            'A' => As("dddd"),
            'H' => As("HH"),
            'I' => As("hh"),
            'M' => As("mm"),
            'S' => As("ss"),
            'f' => As("ffffff"),
            'p' => As("tt"),
            'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'w' => ((int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'F' => As("yyyy-MM-dd"),
            'T' => As("HH:mm:ss"),
            'D' => As("MM/dd/yy"),
            'z' => As("zzz").Replace(":", "", StringComparison.Ordinal),
            'Z' => now.Offset == TimeSpan.Zero ? "UTC" : As("zzz"),
            '%' => "%",
            _ => null,
        };
    }
}
