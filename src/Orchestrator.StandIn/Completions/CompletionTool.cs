using System.Text.Json;

namespace Orchestrator.StandIn.Completions;

/// <summary>A tool that the request declared.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Parameters">Its parameters' schema.</param>
internal sealed record CompletionTool(string Name, JsonElement? Parameters);
