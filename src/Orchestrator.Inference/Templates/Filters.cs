using System.Globalization;

namespace Orchestrator.Inference.Templates;

/// <summary>The filters that chat templates use.</summary>
internal static class Filters
{
    /// <exception cref="TemplateFault">There is none of that name, or it cannot take the value.</exception>
    public static object? Apply(string name, object? value, TemplateArguments a, RenderRun run)
    {
        if (value is string whole)
            run.Charge(whole.Length);
        switch (name)
        {
            case "trim":
                return a[0, "chars"] is string chars ? Text(value, run).Trim(chars.ToCharArray()) : Text(value, run).Trim(PythonText.Spaces);
            case "upper":
                return Text(value, run).ToUpperInvariant();
            case "lower":
                return Text(value, run).ToLowerInvariant();
            case "capitalize":
                return PythonText.Title(Text(value, run), onlyFirst: true);
            case "title":
                return PythonText.Title(Text(value, run), onlyFirst: false);
            case "string":
                return Text(value, run);
            case "safe":
                return value;
            case "replace":
                return Replace(Text(value, run), a, run);
            case "indent":
                return Indent(Text(value, run), a, run);
            case "tojson":
                return JsonText.Write(value, a, run);
            case "e" or "escape":
                return Escape(Text(value, run), run);
            case "length" or "count":
                return Length(value);
            case "wordcount":
                return (long)Text(value, run).Split(PythonText.Spaces, StringSplitOptions.RemoveEmptyEntries).Length;
            case "default" or "d":
                return value is Undefined || a.Flag(1, "boolean", false) && !TemplateValue.Truth(value) ? a[0, "default_value", ""] : value;
            case "int":
                return Whole(value, a);
            case "float":
                return value switch
                {
                    string text => double.TryParse(text, CultureInfo.InvariantCulture, out var parsed) ? parsed : a[0, "default", 0.0],
                    _ => TemplateValue.Number(value) ?? a[0, "default", 0.0],
                };
            case "abs":
                return value is long and > long.MinValue ? (object)Math.Abs((long)value) : Math.Abs(TemplateValue.Number(value) ?? throw new TemplateFault($"expected a number, found {TemplateValue.Kind(value)}"));
            case "round":
                return Round(value, a);
            case "items":
                return value is Undefined ? new List<object?>() : Pairs(value as TemplateMap ?? throw new TemplateFault($"expected a mapping, found {TemplateValue.Kind(value)}"), run);
            default:
                return Sequence(name, value, a, run);
        }
    }

    public static List<object?> Pairs(TemplateMap map, RenderRun run)
    {
        run.Charge(map.Count);
        return [.. map.Select(p => new List<object?> { p.Key, p.Value })];
    }

    public static string Join(IEnumerable<object?> items, string separator, RenderRun run)
    {
        var texts = items.Select(i => Text(i, run)).ToList();
        run.Charge(texts.Sum(t => (long)t.Length + separator.Length));
        return string.Join(separator, texts);
    }

    public static string Replace(string text, TemplateArguments a, RenderRun run)
    {
        var (old, made, most) = (a.Text(0, "old"), a.Text(1, "new"), a.Whole(2, "count", -1));
        if (old.Length == 0)
            throw new TemplateFault("the text to be replaced is empty");
        var parts = most < 0 ? text.Split(old) : text.Split(old, Math.Min(most, int.MaxValue - 1) + 1, StringSplitOptions.None);
        run.Charge(text.Length + (long)made.Length * parts.Length);
        return string.Join(made, parts);
    }

    private static object? Sequence(string name, object? value, TemplateArguments a, RenderRun run)
    {
        var items = name is "join" or "list" or "first" or "last" or "map" or "select" or "reject" or "selectattr" or "rejectattr" or "reverse" or "sort" or "unique" or "sum" or "min" or "max" or "batch" or "dictsort"
            ? TemplateValue.Items(value, run)
            : throw new TemplateFault("there is no such filter");
        switch (name)
        {
            case "join":
                return Join(a[1, "attribute"] is { } path ? items.Select(i => Members.Path(i, path)) : items, a[0, "d"] is { } d ? Text(d, run) : "", run);
            case "first":
                return items.Count > 0 ? items[0] : Undefined.Value;
            case "last":
                return items.Count > 0 ? items[^1] : Undefined.Value;
            case "map":
                return Map(items, a, run);
            case "select" or "reject":
                return Chosen(items, i => i, a, 0, name == "select", run);
            case "selectattr" or "rejectattr":
                return Chosen(items, i => Members.Path(i, a[0, "attribute"]), a, 1, name == "selectattr", run);
            case "reverse":
                var turned = Enumerable.Reverse(items).ToList();
                return value is string ? string.Concat(turned) : turned;
            case "sort":
                return Sorted(items, a.Flag(0, "reverse", false), a.Flag(1, "case_sensitive", false), i => Key(i, a[2, "attribute"]), run);
            case "dictsort":
                var byValue = a[1, "by"] is "value";
                return Sorted(Pairs(value as TemplateMap ?? throw new TemplateFault($"expected a mapping, found {TemplateValue.Kind(value)}"), run), a.Flag(2, "reverse", false), a.Flag(0, "case_sensitive", false), p => ((List<object?>)p!)[byValue ? 1 : 0], run);
            case "unique":
                return Unique(items, a, run);
            case "min" or "max":
                var ordered = Sorted(items, name == "max", a.Flag(0, "case_sensitive", false), i => Key(i, a[1, "attribute"]), run);
                return ordered.Count > 0 ? ordered[0] : Undefined.Value;
            case "sum":
                return items.Aggregate(a[1, "start", 0L], (sum, i) => Operators.Calculate("+", sum, Key(i, a[0, "attribute"]), run));
            case "batch":
                return items.Chunk(Math.Max(1, a.Whole(0, "linecount", 1))).Select(c => (object?)c.ToList()).ToList();
            default:
                return items.ToList();
        }
    }

    private static object? Key(object? item, object? path) => path is null ? item : Members.Path(item, path);

    private static List<object?> Map(List<object?> items, TemplateArguments a, RenderRun run)
    {
        if (a.Named.TryGetValue("attribute", out var path))
            return items.ConvertAll(i => Members.Path(i, path) is var found && found is Undefined && a.Named.TryGetValue("default", out var otherwise) ? otherwise : found);
        var rest = Rest(a, 1);
        return items.ConvertAll(i => Apply(a.Text(0, "filter"), i, rest, run));
    }

    private static List<object?> Chosen(List<object?> items, Func<object?, object?> part, TemplateArguments a, int skip, bool keep, RenderRun run)
    {
        var rest = Rest(a, skip + 1);
        return items.FindAll(i => (a.Values.Count <= skip ? TemplateValue.Truth(part(i)) : Tests.Holds(a.Text(skip, "test"), part(i), rest, run)) == keep);
    }

    private static TemplateArguments Rest(TemplateArguments a, int skip) => new() { Values = [.. a.Values.Skip(skip)], Named = a.Named };

    private static List<object?> Sorted(List<object?> items, bool reverse, bool exact, Func<object?, object?> key, RenderRun run)
    {
        var order = Comparer<object?>.Create((x, y) => TemplateValue.Compare(x, y, run));
        object? Of(object? item) => !exact && key(item) is string text ? text.ToLowerInvariant() : key(item);
        try
        {
            return reverse ? [.. items.OrderByDescending(Of, order)] : [.. items.OrderBy(Of, order)];
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateFault fault)
        {
            throw fault;
        }
    }

    private static List<object?> Unique(List<object?> items, TemplateArguments a, RenderRun run)
    {
        var kept = new List<object?>();
        object? Of(object? item) => Key(item, a[1, "attribute"]) is string text && !a.Flag(0, "case_sensitive", false) ? text.ToLowerInvariant() : Key(item, a[1, "attribute"]);
        foreach (var item in items)
        {
            if (!kept.Exists(k => TemplateValue.Same(Of(k), Of(item), run)))
                kept.Add(item);
        }

        return kept;
    }

    private static string Text(object? value, RenderRun run) => PythonText.Show(value, run);

    private static long Length(object? value) => value switch
    {
        string text => (long)PythonText.Length(text),
        List<object?> list => (long)list.Count,
        TemplateMap map => (long)map.Count,
        Undefined => 0L,
        _ => throw new TemplateFault($"{TemplateValue.Kind(value)} has no length"),
    };

    private static object? Whole(object? value, TemplateArguments a) => value switch
    {
        long or System.Numerics.BigInteger => value,
        bool flag => flag ? 1L : 0L,
        double number when Math.Abs(number) < 9e18 => (long)number,
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
        string text when double.TryParse(text, CultureInfo.InvariantCulture, out var parsed) && Math.Abs(parsed) < 9e18 => (long)parsed,
        _ => a[0, "default", 0L],
    };

    private static double Round(object? value, TemplateArguments a)
    {
        var number = TemplateValue.Number(value) ?? throw new TemplateFault($"expected a number, found {TemplateValue.Kind(value)}");
        var scale = Math.Pow(10, a.Whole(0, "precision", 0));
        return a.Text(1, "method", "common") switch
        {
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => Math.Round(number * scale, MidpointRounding.ToEven) / scale,
        };
    }

    private static string Indent(string text, TemplateArguments a, RenderRun run)
    {
        var pad = a[0, "width", 4L] switch { string s => s, long n and >= 0 and <= 1000 => new string(' ', (int)n), _ => throw new TemplateFault("expected a width from 0 to 1000, or a string") };
        var (first, blank) = (a.Flag(1, "first", false), a.Flag(2, "blank", false));
        var lines = text.Split('\n');
        run.Charge(text.Length + (long)lines.Length * pad.Length);
        for (var i = first ? 0 : 1; i < lines.Length; i++)
        {
            if (i == 0 || blank || lines[i].Length > 0)
                lines[i] = pad + lines[i];
        }

        return string.Join('\n', lines);
    }

    private static string Escape(string text, RenderRun run)
    {
        run.Charge(text.Length * 5L);
        return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);
    }
}
