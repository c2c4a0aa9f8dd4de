using System.Text.Json;
using System.Text.Unicode;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The body of an OpenAI responses request, as far as it has a meaning here.</summary>
public sealed record ResponseRequest
{
    /// <summary>What a model is asked, in the shape that all requests share.</summary>
    public required ChatCompletionRequest Completion { get; init; }

    /// <summary>The response that this one goes on from.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>The conversation that it belongs to.</summary>
    public string? Conversation { get; init; }

    /// <summary>Whether the caller comes back for the answer instead of waiting for it.</summary>
    public bool Background { get; init; }

    /// <summary>What the model is told before everything else.</summary>
    public string? Instructions { get; init; }

    /// <summary>The caller's own notes, a JSON object; given back, not kept.</summary>
    public string? Metadata { get; init; }

    /// <summary>
    /// Reads a body. Unknown fields are passed over; known ones that would change the answer's meaning and are not supported are refused.
    /// </summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <exception cref="OrchestratorException">
    /// <see cref="ErrorReason.InvalidRequest"/> or <see cref="ErrorReason.Unsupported"/>, with the field.
    /// </exception>
    public static ResponseRequest Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is not valid UTF-8. Send JSON encoded as UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? ResponseRequestReader.Read(document.RootElement)
                : throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new OrchestratorException(
                ErrorReason.InvalidRequest, $"The body is not valid JSON (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}). Send one JSON object.");
        }
    }
}
