using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Agents;

/// <summary>A session as it is saved: which conversation, and what the framework's providers keep beside it.</summary>
/// <param name="Conversation">32 hex digits; null before the first run.</param>
/// <param name="State">The state bag.</param>
internal sealed record SavedSession(string? Conversation, JsonElement? State);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SavedSession))]
internal sealed partial class SavedSessionJson : JsonSerializerContext;
