using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Compiled readers of the protocol's bodies: no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatCompletionBody))]
[JsonSerializable(typeof(ChatCompletionChunk))]
internal sealed partial class OpenAiJson : JsonSerializerContext;
