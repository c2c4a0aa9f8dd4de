using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Orchestrator.Api.Grpc;

/// <summary>Names of enums in JSON. The transcoder refuses one that it does not know by the name of a type in this program.</summary>
internal static class EnumNames
{
    /// <summary>Looks for the first name that its enum does not have.</summary>
    /// <returns>Its field, as the message names it, and what may stand there; null when there is none.</returns>
    public static (string Field, string Allowed)? FindUnknown(JsonElement json, MessageDescriptor message, string parent)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in json.EnumerateObject())
        {
            var field = message.Fields.InDeclarationOrder().FirstOrDefault(f => property.NameEquals(f.JsonName) || property.NameEquals(f.Name));
            if (field is { IsMap: false } && In(property.Value, field, parent + field.Name) is { } unknown)
                return unknown;
        }

        return null;
    }

    private static (string Field, string Allowed)? In(JsonElement json, FieldDescriptor field, string path)
    {
        if (field.IsRepeated && json.ValueKind == JsonValueKind.Array)
            return json.EnumerateArray().Select((item, i) => One(item, field, $"{path}[{i}]")).FirstOrDefault(static u => u is not null);
        return One(json, field, path);
    }

    private static (string Field, string Allowed)? One(JsonElement json, FieldDescriptor field, string path) => field.FieldType switch
    {
        FieldType.Message => FindUnknown(json, field.MessageType, $"{path}."),
        FieldType.Enum when json.ValueKind == JsonValueKind.String && !field.EnumType.Values.Any(v => json.ValueEquals(v.Name)) =>
            (path, string.Join(", ", field.EnumType.Values.Select(static v => v.Name))),
        _ => null,
    };
}
