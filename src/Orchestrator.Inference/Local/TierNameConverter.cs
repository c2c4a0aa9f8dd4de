using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Inference.Local;

/// <summary>A tier by its lower-case name, as manifests write it.</summary>
internal sealed class TierNameConverter : JsonConverter<Tier>
{
    public override Tier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
    {
        "nano" => Tier.Nano,
        "mini" => Tier.Mini,
        var other => throw new JsonException($"'{other}' is no tier of a local model; expected nano or mini."),
    };

    public override void Write(Utf8JsonWriter writer, Tier value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value switch
        {
            Tier.Nano => "nano",
            Tier.Mini => "mini",
            _ => throw new JsonException($"'{value}' is no tier of a local model; expected Nano or Mini."),
        });
}
