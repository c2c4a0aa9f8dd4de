using System.Numerics;
using System.Text.Json;

namespace Orchestrator.Inference.Templates;

/// <summary>What a name without a value stands for.</summary>
internal sealed class Undefined
{
    public static readonly Undefined Value = new();

    private Undefined()
    {
    }
}

/// <summary>A mapping in the order of its making; a namespace is one that can be set.</summary>
internal sealed class TemplateMap : OrderedDictionary<string, object?>
{
    public TemplateMap() : base(StringComparer.Ordinal)
    {
    }

    public bool IsNamespace { get; init; }
}

internal delegate object? TemplateFunction(RenderRun run, TemplateArguments arguments);

/// <summary>Values of templates: null, bool, long, double, string, lists, mappings, functions, and what is undefined.</summary>
internal static class TemplateValue
{
    public static object? From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : Number(json),
        JsonValueKind.Array => json.EnumerateArray().Select(From).ToList(),
        JsonValueKind.Object => Map(json.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, From(p.Value)))),
        _ => null,
    };

    public static TemplateMap Map(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        var map = new TemplateMap();
        foreach (var (key, value) in pairs)
            map[key] = value;
        return map;
    }

    public static bool Truth(object? value) => value switch
    {
        null or Undefined or false or 0L or 0.0 or "" => false,
        List<object?> list => list.Count > 0,
        TemplateMap map => map.IsNamespace || map.Count > 0,
        _ => true,
    };

    public static bool Same(object? a, object? b, RenderRun run)
    {
        using var _ = run.Deeper();
        run.Charge(1);
        switch (a, b)
        {
            case (string x, string y):
                run.Charge(Math.Min(x.Length, y.Length));
                return x == y;
            case (List<object?> x, List<object?> y):
                return x.Count == y.Count && x.Zip(y).All(p => Same(p.First, p.Second, run));
            case (TemplateMap x, TemplateMap y):
                return ReferenceEquals(x, y) || x.Count == y.Count && x.All(p => y.TryGetValue(p.Key, out var other) && Same(p.Value, other, run));
            case (Undefined, Undefined) or (null, null):
                return true;
            default:
                return Number(a) is { } m && Number(b) is { } n ? m.Equals(n) : a is BigInteger && a.Equals(b) || ReferenceEquals(a, b);
        }
    }

    public static int Compare(object? a, object? b, RenderRun run)
    {
        run.Charge(1);
        if (Number(a) is { } m && Number(b) is { } n)
            return m.CompareTo(n);
        if (a is string x && b is string y)
        {
            run.Charge(Math.Min(x.Length, y.Length));
            return string.CompareOrdinal(x, y);
        }

        if (a is List<object?> one && b is List<object?> two)
        {
            for (var i = 0; i < Math.Min(one.Count, two.Count); i++)
            {
                if (Compare(one[i], two[i], run) is var order and not 0)
                    return order;
            }

            return one.Count.CompareTo(two.Count);
        }

        throw new TemplateFault($"{Kind(a)} and {Kind(b)} have no order");
    }

    public static double? Number(object? value) => value switch { long n => n, double n => n, true => 1, false => 0, _ => null };

    public static string Kind(object? value) => value switch
    {
        null => "none",
        Undefined => "an undefined value",
        bool => "a boolean",
        long or BigInteger => "a whole number",
        double => "a number",
        string => "a string",
        List<object?> => "a list",
        TemplateMap => "a mapping",
        _ => "a function",
    };

    public static List<object?> Items(object? value, RenderRun run)
    {
        switch (value)
        {
            case List<object?> list:
                run.Charge(list.Count);
                return list;
            case TemplateMap map:
                run.Charge(map.Count);
                return [.. map.Keys];
            case string text:
                run.Charge(text.Length);
                return [.. PythonText.Points(text)];
            case Undefined:
                return [];
            default:
                throw new TemplateFault($"expected something to go through, found {Kind(value)}");
        }
    }

    private static object Number(JsonElement json) =>
        BigInteger.TryParse(json.GetRawText(), out var whole) ? whole : json.GetDouble();
}
