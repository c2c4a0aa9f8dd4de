namespace Orchestrator.Hosting.Serving;

/// <summary>An address to serve at.</summary>
public sealed class EndpointOptions
{
    /// <summary>An absolute http or https address with a port, for example <c>http://127.0.0.1:8080</c>.</summary>
    public string Url { get; set; } = "";
}
