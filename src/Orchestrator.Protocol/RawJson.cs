using System.Text.Json;

namespace Orchestrator.Protocol;

/// <summary>Writes JSON that callers hand in as text. It is checked here: anything else could close our object and say what was never cleared.</summary>
internal static class RawJson
{
    /// <exception cref="OrchestratorException">The text is no JSON.</exception>
    public static void Write(Utf8JsonWriter writer, string json, string field)
    {
        try
        {
            writer.WriteRawValue(json, skipInputValidation: false);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new OrchestratorException(ErrorReason.InvalidRequest, "A schema is not valid JSON.", field);
        }
    }
}
