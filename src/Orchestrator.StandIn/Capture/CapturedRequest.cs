namespace Orchestrator.StandIn.Capture;

/// <summary>A request as it arrived.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body's bytes, read as UTF-8.</param>
internal sealed record CapturedRequest(string Method, string Path, Dictionary<string, string> Headers, string Body);
