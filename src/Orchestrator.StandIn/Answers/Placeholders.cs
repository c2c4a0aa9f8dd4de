using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.StandIn.Answers;

/// <summary>What fits a schema and says nothing: every required property, with a placeholder of its type.</summary>
internal static class Placeholders
{
    private const int MaxDepth = 16;

    /// <summary>A JSON object for an object's schema.</summary>
    public static string For(JsonElement? schema) => Object(schema ?? default, 0).ToJsonString();

    private static JsonObject Object(JsonElement schema, int depth)
    {
        var filled = new JsonObject();
        if (depth < MaxDepth && Property(schema, "required") is { ValueKind: JsonValueKind.Array } required)
        {
            foreach (var name in required.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String).Select(n => n.GetString()!))
                filled[name] = Placeholder(Property(Property(schema, "properties"), name), depth + 1);
        }

        return filled;
    }

    private static JsonNode? Placeholder(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return "stand-in";
        if (Property(schema, "const") is { ValueKind: not JsonValueKind.Undefined } only)
            return JsonNode.Parse(only.GetRawText());
        if (Property(schema, "enum") is { ValueKind: JsonValueKind.Array } values && values.GetArrayLength() > 0)
            return JsonNode.Parse(values[0].GetRawText());
        return TypeOf(schema) switch
        {
            "integer" or "number" => 0,
            "boolean" => false,
            "array" => new JsonArray(),
            "object" => Object(schema, depth),
            "null" => null,
            _ => "stand-in",
        };
    }

    private static string? TypeOf(JsonElement schema) => Property(schema, "type") switch
    {
        { ValueKind: JsonValueKind.String } type => type.GetString(),
        { ValueKind: JsonValueKind.Array } types when types.GetArrayLength() > 0 && types[0].ValueKind == JsonValueKind.String => types[0].GetString(),
        _ => "string",
    };

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;
}
