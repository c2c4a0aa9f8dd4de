namespace Orchestrator.StandIn.Answers;

/// <summary>A tool call that the request insisted on.</summary>
/// <param name="Id">Ties it to its result.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Placeholders that fit the tool's schema, as JSON.</param>
internal sealed record StandInToolCall(string Id, string Name, string Arguments);
