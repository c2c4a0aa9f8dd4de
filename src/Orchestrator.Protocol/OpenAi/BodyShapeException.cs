using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>A field has a shape that the protocol or this server does not know. The message is our own and quotes nothing.</summary>
internal sealed class BodyShapeException(string message) : JsonException(message);
