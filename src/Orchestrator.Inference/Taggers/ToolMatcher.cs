using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Taggers;

/// <summary>Finds the declared tool for an intent. Never guesses: a name must be the intent's, an equivalent's or an alias.</summary>
internal sealed class ToolMatcher
{
    readonly TaggerLabels _labels;
    readonly TaggerOptions _options;

    public ToolMatcher(TaggerLabels labels, TaggerOptions options)
    {
        _labels = labels;
        _options = options;
    }

    public ToolChoice? Match(TaggerResult result, IEnumerable<AITool>? tools)
    {
        var declared = tools?.OfType<AIFunctionDeclaration>().ToList() ?? [];
        if (declared.Count == 0 || result.Label < 0)
            return null;
        foreach (var name in _labels.Intents[result.Label].Tools)
        {
            var tool = declared.Find(t => SameName(t.Name, name))
                ?? declared.Find(t => _options.ToolAliases.TryGetValue(t.Name, out var intent) && SameName(intent, name));
            if (tool is not null)
                return Fit(tool, result);
        }

        return null;
    }

    ToolChoice Fit(AIFunctionDeclaration tool, TaggerResult result)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        var schema = tool.JsonSchema;
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            foreach (var slot in result.Slots)
                arguments.TryAdd(slot.Name, slot.Value);
            return new ToolChoice(tool, arguments, []);
        }

        var left = result.Slots.Concat(result.Implied.Select(i => new TaggedSlot(i.Key, i.Value, 0, 0))).ToList();
        foreach (var exact in new[] { true, false })
        {
            foreach (var parameter in properties.EnumerateObject())
            {
                var slot = arguments.ContainsKey(parameter.Name) ? null : left.Find(s => exact ? SameName(s.Name, parameter.Name) : Means(s.Name, parameter.Name));
                if (slot is null || !ArgumentValue.TryFit(slot.Value, parameter.Value, out var value))
                    continue;
                arguments[parameter.Name] = value;
                left.Remove(slot);
            }
        }

        var missing = Missing(schema, arguments);
        return new ToolChoice(tool, arguments, missing) { Misfits = missing.Count > 0 && left.Exists(result.Slots.Contains) };
    }

    bool Means(string slot, string parameter) =>
        (_options.ArgumentAliases.TryGetValue(parameter, out var alias) && SameName(alias, slot))
        || _labels.Concepts.Any(c => c.Names.Any(n => SameName(n, slot)) && c.Names.Any(n => SameName(n, parameter)));

    static List<string> Missing(JsonElement schema, Dictionary<string, object?> arguments) =>
        schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!).Where(r => !arguments.ContainsKey(r))]
            : [];

    /// <summary>"house_place", "housePlace" and "House-Place" are one name.</summary>
    internal static bool SameName(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var (i, j) = (0, 0);
        while (true)
        {
            while (i < a.Length && a[i] is '_' or '-' or '.' or ' ')
                i++;
            while (j < b.Length && b[j] is '_' or '-' or '.' or ' ')
                j++;
            if (i == a.Length || j == b.Length)
                return i == a.Length && j == b.Length;
            if (char.ToUpperInvariant(a[i++]) != char.ToUpperInvariant(b[j++]))
                return false;
        }
    }
}
