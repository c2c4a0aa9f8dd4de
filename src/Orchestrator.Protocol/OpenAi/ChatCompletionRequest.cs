using System.Text.Json;
using System.Text.Unicode;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The body of an OpenAI chat-completions request, as far as it has a meaning here.</summary>
public sealed record ChatCompletionRequest
{
    /// <summary>The <c>model</c> field; <c>auto</c> when absent.</summary>
    public string Model { get; init; } = "auto";

    /// <summary>What a model is shown.</summary>
    public required ModelRequest Request { get; init; }

    /// <summary>Whether the answer is streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether the stream's last chunk tells the usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The <c>orchestrator</c> object of the body.</summary>
    public RouteWish Wish { get; init; } = new();

    /// <summary>
    /// Reads a body. Unknown fields are passed over; known ones that would change the answer's meaning and are not supported are
    /// refused.
    /// </summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <exception cref="OrchestratorException">
    /// <see cref="ErrorReason.InvalidRequest"/> or <see cref="ErrorReason.Unsupported"/>, with the field.
    /// </exception>
    public static ChatCompletionRequest Parse(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is not valid UTF-8. Send JSON encoded as UTF-8.");
        try
        {
            var parsed = JsonSerializer.Deserialize(body, OpenAiJson.Default.ChatCompletionBody)
                ?? throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is null. Send a JSON object.");
            return ChatCompletionBodyReader.Read(parsed);
        }
        catch (JsonException e)
        {
            throw new OrchestratorException(Describe(e));
        }
    }

    // The parser's own messages can quote the body and name our types, so they are not passed on.
    private static OrchestratorError Describe(JsonException e)
    {
        var field = e.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        if (e is BodyShapeException shape)
            return new(shape.Reason, e.Message, field + shape.Within);
        var place = $"line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}";
        return e.InnerException is not JsonException && field is not null
            ? new(ErrorReason.InvalidRequest, $"'{field}' is not of the expected JSON type ({place}).", field)
            : new(ErrorReason.InvalidRequest, $"The body is not valid JSON ({place}). Send one JSON object.");
    }
}
