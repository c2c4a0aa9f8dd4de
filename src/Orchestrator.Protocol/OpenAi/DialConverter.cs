using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The quality dial: a number, whose range is checked with the turn, or a preset's name.</summary>
internal sealed class DialConverter : ReadOnlyConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String when QualityDial.TryParse(reader.GetString(), out var dial) => dial,
        _ => throw new BodyShapeException($"Quality is {QualityDial.Allowed}."),
    };
}
