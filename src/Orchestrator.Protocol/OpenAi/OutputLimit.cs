using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The limit of completion tokens as it stands in a request's body, in whichever of the providers' protocols.</summary>
public static class OutputLimit
{
    /// <summary>The limit; null when the body sets none, or is no JSON object.</summary>
    /// <param name="body">The very bytes that are sent.</param>
    public static int? Of(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        int? limit = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isLimit = reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8);
                reader.Read();
                if (!isLimit)
                    reader.Skip();
                else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var tokens) && tokens >= 0)
                    limit = Math.Max(limit ?? 0, tokens);
                else
                    return null;
            }

            return limit;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
