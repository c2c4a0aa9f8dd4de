using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Inference.Taggers;

/// <summary>Fits the words of a slot to the type a tool declares for a parameter.</summary>
internal static class ArgumentValue
{
    /// <summary>False when the declared type cannot hold the value; the argument is then left out rather than invented.</summary>
    public static bool TryFit(string words, JsonElement schema, out object? value)
    {
        value = words;
        if (schema.ValueKind != JsonValueKind.Object)
            return true;
        if (schema.TryGetProperty("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array)
            return TryPick(words, allowed, out value);
        return TypeOf(schema) switch
        {
            "integer" => TryWhole(words, out value),
            "number" => TryNumber(words, out value),
            "boolean" => TryBoolean(words, out value),
            "array" => TryArray(words, schema, out value),
            "object" => false,
            _ => true,
        };
    }

    /// <summary>The first type that is not null, of <c>"type": "string"</c> or <c>"type": ["string", "null"]</c>.</summary>
    static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return "string";
        if (type.ValueKind == JsonValueKind.Array)
            type = type.EnumerateArray().FirstOrDefault(t => t.ValueKind == JsonValueKind.String && t.GetString() != "null");
        return type.ValueKind == JsonValueKind.String ? type.GetString()! : "string";
    }

    static bool TryPick(string words, JsonElement allowed, out object? value)
    {
        foreach (var option in allowed.EnumerateArray())
        {
            if (option.ValueKind == JsonValueKind.String && Stem(option.GetString()!).Equals(Stem(words), StringComparison.OrdinalIgnoreCase))
            {
                value = option.GetString();
                return true;
            }
        }

        value = null;
        return false;
    }

    static bool TryWhole(string words, out object? value)
    {
        var ok = long.TryParse(Digits(words), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        value = number;
        return ok;
    }

    static bool TryNumber(string words, out object? value)
    {
        var ok = double.TryParse(Digits(words), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        value = number;
        return ok;
    }

    static bool TryBoolean(string words, out object? value)
    {
        bool? read = words.Trim().ToUpperInvariant() switch
        {
            "ON" or "YES" or "TRUE" => true,
            "OFF" or "NO" or "FALSE" => false,
            _ => null,
        };
        value = read;
        return read is not null;
    }

    static bool TryArray(string words, JsonElement schema, out object? value)
    {
        var fits = !schema.TryGetProperty("items", out var items) ? (Fits: true, Item: (object?)words) : (Fits: TryFit(words, items, out var item), Item: item);
        value = new[] { fits.Item };
        return fits.Fits;
    }

    static string Digits(string words) => words.Trim().TrimEnd('%', '°').TrimEnd();

    static string Stem(string word)
    {
        word = word.Trim();
        return word.Length > 3 && word[^1] is 's' or 'S' ? word[..^1] : word;
    }
}
