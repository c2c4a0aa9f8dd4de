using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>A field has a shape that the protocol or this server does not know. The message is our own and quotes nothing.</summary>
/// <param name="message">What is wrong and what to send.</param>
/// <param name="reason">Whether the shape is wrong, or right and not supported here.</param>
/// <param name="within">Where in the field, as in <c>[1].type</c>.</param>
internal sealed class BodyShapeException(string message, ErrorReason reason = ErrorReason.InvalidRequest, string within = "") : JsonException(message)
{
    public ErrorReason Reason { get; } = reason;

    public string Within { get; } = within;
}
