using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Fields of a body; one of another type than expected is refused by its name. Null and absent are the same.</summary>
internal static class JsonField
{
    public static JsonElement? Of(JsonElement parent, string field) =>
        parent.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(JsonElement parent, string field, string? path = null) => Of(parent, field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => Whole(value, path ?? field),
        _ => throw Invalid(path ?? field, "A string is expected."),
    };

    /// <summary>The text of a JSON string.</summary>
    /// <exception cref="OrchestratorException">Its escapes hold half of a surrogate pair.</exception>
    public static string Whole(JsonElement text, string path)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Invalid(path, "A text holds half of a surrogate pair, which no UTF-8 can carry. Send whole characters.");
        }
    }

    public static bool? Bool(JsonElement parent, string field, string? path = null) => Of(parent, field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Invalid(path ?? field, "True or false is expected."),
    };

    public static double? Number(JsonElement parent, string field, string? path = null) => Of(parent, field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && Math.Abs(number) <= 1e18 => number,
        _ => throw Invalid(path ?? field, "A number is expected."),
    };

    public static JsonElement? Object(JsonElement parent, string field, string? path = null) => Of(parent, field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => value,
        _ => throw Invalid(path ?? field, "An object is expected."),
    };

    public static IEnumerable<(JsonElement Item, string Path)> Objects(JsonElement parent, string field, string? path = null)
    {
        path ??= field;
        if (Of(parent, field) is not { } array)
            yield break;
        if (array.ValueKind != JsonValueKind.Array)
            throw Invalid(path, "An array is expected.");
        var place = 0;
        foreach (var item in array.EnumerateArray())
        {
            var at = $"{path}[{place++}]";
            yield return item.ValueKind == JsonValueKind.Object ? (item, at) : throw Invalid(at, "An object is expected.");
        }
    }

    public static OrchestratorException Invalid(string field, string message) => new(ErrorReason.InvalidRequest, message, field);

    public static OrchestratorException Unsupported(string field, string instead) =>
        new(ErrorReason.Unsupported, $"'{field}' is not supported here. {instead}", field);
}
