using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.StandIn.Answers;

/// <summary>Arguments for a tool that must be called: every required property, with a placeholder of its type.</summary>
internal static class PlaceholderArguments
{
    public static string For(JsonElement? schema)
    {
        var arguments = new JsonObject();
        if (schema is { ValueKind: JsonValueKind.Object } s && s.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String).Select(n => n.GetString()!))
            {
                var property = s.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
                    && properties.TryGetProperty(name, out var p) ? p : default;
                arguments[name] = Placeholder(property);
            }
        }

        return arguments.ToJsonString();
    }

    private static JsonNode? Placeholder(JsonElement property)
    {
        if (property.ValueKind != JsonValueKind.Object)
            return "stand-in";
        if (property.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0)
            return JsonNode.Parse(values[0].GetRawText());
        return (property.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : "string") switch
        {
            "integer" or "number" => 0,
            "boolean" => false,
            "array" => new JsonArray(),
            "object" => new JsonObject(),
            _ => "stand-in",
        };
    }
}
