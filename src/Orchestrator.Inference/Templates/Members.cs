using System.Globalization;

namespace Orchestrator.Inference.Templates;

/// <summary>What stands behind a dot or in brackets: methods of strings and mappings, entries, items.</summary>
internal static class Members
{
    public static object? Attribute(object? target, string name)
    {
        switch (target)
        {
            case TemplateMap map:
                return (map.IsNamespace ? null : Method(map, name)) ?? (map.TryGetValue(name, out var value) ? value : Undefined.Value);
            case string text:
                return (object?)Method(text, name) ?? Undefined.Value;
            case Undefined or null:
                throw new TemplateFault($"{TemplateValue.Kind(target)} has no '{name}'");
            default:
                return Undefined.Value;
        }
    }

    public static object? Item(object? target, object? key)
    {
        switch (target, key)
        {
            case (TemplateMap map, string name):
                return map.TryGetValue(name, out var value) ? value : (object?)Method(map, name) ?? Undefined.Value;
            case (List<object?> list, long at):
                return At(list.Count, at) is { } i ? list[i] : Undefined.Value;
            case (string text, long at):
                var points = PythonText.Points(text);
                return At(points.Count, at) is { } p ? points[p] : Undefined.Value;
            case (Undefined or null, _):
                throw new TemplateFault($"{TemplateValue.Kind(target)} has no items");
            case (_, string name):
                return Attribute(target, name);
            default:
                return Undefined.Value;
        }
    }

    /// <summary>What a path as filters take it leads to: names and numbers between dots.</summary>
    public static object? Path(object? target, object? path)
    {
        if (path is not string text)
            return Item(target, path);
        foreach (var part in text.Split('.'))
            target = target is Undefined ? target : Item(target, long.TryParse(part, CultureInfo.InvariantCulture, out var at) ? at : part);
        return target;
    }

    private static int? At(int count, long index) => index < -count || index >= count ? null : (int)(index < 0 ? index + count : index);

    private static TemplateFunction? Method(TemplateMap map, string name) => name switch
    {
        "items" => (run, _) => Filters.Pairs(map, run),
        "keys" => (run, _) => TemplateValue.Items(map, run),
        "values" => (run, _) =>
        {
            run.Charge(map.Count);
            return map.Values.ToList();
        }
        ,
        "get" => (_, a) => a[0, "key"] is string key && map.TryGetValue(key, out var value) ? value : a[1, "default"],
        "copy" => (run, _) =>
        {
            run.Charge(map.Count);
            return TemplateValue.Map(map);
        }
        ,
        "update" or "pop" or "clear" or "setdefault" or "popitem" => (_, _) => throw new TemplateFault("values cannot be changed; only a namespace can"),
        _ => null,
    };

    private static TemplateFunction? Method(string text, string name)
    {
        Func<RenderRun, TemplateArguments, object?>? method = name switch
        {
            "strip" => (_, a) => text.Trim(Chars(a)),
            "lstrip" => (_, a) => text.TrimStart(Chars(a)),
            "rstrip" => (_, a) => text.TrimEnd(Chars(a)),
            "upper" => (_, _) => text.ToUpperInvariant(),
            "lower" => (_, _) => text.ToLowerInvariant(),
            "title" => (_, _) => PythonText.Title(text, onlyFirst: false),
            "capitalize" => (_, _) => PythonText.Title(text, onlyFirst: true),
            "startswith" => (_, a) => Any(a, text.StartsWith),
            "endswith" => (_, a) => Any(a, text.EndsWith),
            "removeprefix" => (_, a) => a.Text(0, "prefix") is { Length: > 0 } p && text.StartsWith(p, StringComparison.Ordinal) ? text[p.Length..] : text,
            "removesuffix" => (_, a) => a.Text(0, "suffix") is { Length: > 0 } s && text.EndsWith(s, StringComparison.Ordinal) ? text[..^s.Length] : text,
            "split" => (run, a) => Split(text, a, run, fromEnd: false),
            "rsplit" => (run, a) => Split(text, a, run, fromEnd: true),
            "splitlines" => (_, _) => Lines(text),
            "partition" => (_, a) => Part(text, a.Text(0, "sep"), text.IndexOf(a.Text(0, "sep"), StringComparison.Ordinal), last: false),
            "rpartition" => (_, a) => Part(text, a.Text(0, "sep"), text.LastIndexOf(a.Text(0, "sep"), StringComparison.Ordinal), last: true),
            "replace" => (run, a) => Filters.Replace(text, a, run),
            "join" => (run, a) => Filters.Join(TemplateValue.Items(a[0, "iterable"], run), text, run),
            "find" => (_, a) => Place(text, text.IndexOf(a.Text(0, "sub"), StringComparison.Ordinal)),
            "rfind" => (_, a) => Place(text, text.LastIndexOf(a.Text(0, "sub"), StringComparison.Ordinal)),
            "count" => (_, a) => a.Text(0, "sub") is { Length: > 0 } sub ? (long)(text.Split(sub).Length - 1) : PythonText.Length(text) + 1L,
            "isdigit" or "isnumeric" or "isdecimal" => (_, _) => text.Length > 0 && text.All(char.IsDigit),
            "isalpha" => (_, _) => text.Length > 0 && text.All(char.IsLetter),
            "isalnum" => (_, _) => text.Length > 0 && text.All(char.IsLetterOrDigit),
            "isspace" => (_, _) => text.Length > 0 && text.All(PythonText.IsSpace),
            "isupper" => (_, _) => text.Any(char.IsUpper) && !text.Any(char.IsLower),
            "islower" => (_, _) => text.Any(char.IsLower) && !text.Any(char.IsUpper),
            _ => null,
        };
        return method is null ? null : (run, a) =>
        {
            run.Charge(text.Length);
            return method(run, a);
        };
    }

    private static char[] Chars(TemplateArguments a) => a[0, "chars"] is string chars ? chars.ToCharArray() : PythonText.Spaces;

    private static bool Any(TemplateArguments a, Func<string, StringComparison, bool> holds) => a[0, "prefix"] switch
    {
        List<object?> all => all.OfType<string>().Any(p => holds(p, StringComparison.Ordinal)),
        _ => holds(a.Text(0, "prefix"), StringComparison.Ordinal),
    };

    private static List<object?> Split(string text, TemplateArguments a, RenderRun run, bool fromEnd)
    {
        var most = a.Whole(1, "maxsplit", -1);
        if (a[0, "sep"] is null)
            return Words(fromEnd ? Turned(text) : text, most).ConvertAll(w => fromEnd ? Turned((string)w!) : w) is var words && fromEnd ? [.. Enumerable.Reverse(words)] : words;
        var separator = a.Text(0, "sep");
        if (separator.Length == 0)
            throw new TemplateFault("the separator is empty");
        var parts = text.Split(separator);
        run.Charge(parts.Length);
        if (most < 0 || parts.Length - 1 <= most)
            return [.. parts];
        return fromEnd
            ? [string.Join(separator, parts[..^most]), .. parts[^most..]]
            : [.. parts[..most], string.Join(separator, parts[most..])];
    }

    private static List<object?> Words(string text, int most)
    {
        var words = new List<object?>();
        var rest = text.TrimStart(PythonText.Spaces);
        while (rest.Length > 0)
        {
            var end = words.Count == most ? -1 : rest.IndexOfAny(PythonText.Spaces);
            words.Add(end < 0 ? most >= 0 ? rest.TrimEnd(PythonText.Spaces) : rest : rest[..end]);
            rest = end < 0 ? "" : rest[end..].TrimStart(PythonText.Spaces);
        }

        return words;
    }

    private static string Turned(string text) => string.Concat(Enumerable.Reverse(PythonText.Points(text)));

    private static List<object?> Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').ToList<object?>();
        if (lines[^1] is "")
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private static List<object?> Part(string text, string separator, int at, bool last) =>
        at < 0 ? last ? ["", "", text] : [text, "", ""] : [text[..at], separator, text[(at + separator.Length)..]];

    private static long Place(string text, int at) => at < 0 ? -1 : PythonText.Length(text[..at]);
}
