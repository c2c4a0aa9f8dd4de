using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Orchestrator.Api.OpenApi;

/// <summary>Messages as JSON schemas of the form in which protobuf writes them as JSON.</summary>
internal sealed class MessageSchemas
{
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    /// <summary>A reference to a message's schema, which is described with all that it holds.</summary>
    public JsonObject Reference(MessageDescriptor message)
    {
        if (!_schemas.ContainsKey(message.FullName))
        {
            var schema = _schemas[message.FullName] = [];
            var properties = new JsonObject();
            foreach (var field in message.Fields.InDeclarationOrder())
                properties[field.JsonName] = Of(field);
            schema["type"] = "object";
            schema["properties"] = properties;
        }

        return new() { ["$ref"] = $"#/components/schemas/{message.FullName}" };
    }

    public JsonObject Of(FieldDescriptor field) =>
        field.IsRepeated ? new() { ["type"] = "array", ["items"] = Single(field) } : Single(field);

    public IEnumerable<(string Name, JsonObject Schema)> All() => _schemas.Select(static s => (s.Key, s.Value));

    private JsonObject Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => Type("boolean"),
        FieldType.Double or FieldType.Float => Type("number"),
        FieldType.Int32 or FieldType.SInt32 or FieldType.UInt32 or FieldType.Fixed32 or FieldType.SFixed32 => Type("integer"),

        // A number of JavaScript cannot hold them.
        FieldType.Int64 or FieldType.SInt64 or FieldType.UInt64 or FieldType.Fixed64 or FieldType.SFixed64 => Type("string", "int64"),
        FieldType.Bytes => Type("string", "byte"),
        FieldType.Enum => new() { ["type"] = "string", ["enum"] = new JsonArray([.. field.EnumType.Values.Select(static v => (JsonNode)v.Name)]) },
        FieldType.Message => Known(field.MessageType) ?? Reference(field.MessageType),
        _ => Type("string"),
    };

    private static JsonObject? Known(MessageDescriptor message) => message.FullName switch
    {
        "google.protobuf.Timestamp" => Type("string", "date-time"),
        "google.protobuf.Duration" => new() { ["type"] = "string", ["pattern"] = "^-?[0-9]+(\\.[0-9]+)?s$" },
        "google.protobuf.Any" => new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["@type"] = Type("string") },
            ["required"] = new JsonArray("@type"),
            ["additionalProperties"] = true,
        },
        _ => null,
    };

    private static JsonObject Type(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
            schema["format"] = format;
        return schema;
    }
}
