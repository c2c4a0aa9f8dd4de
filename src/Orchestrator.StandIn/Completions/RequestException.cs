namespace Orchestrator.StandIn.Completions;

/// <summary>A request that a provider would refuse; the message is for its client.</summary>
internal sealed class RequestException(int status, string message, string? code = null, string? parameter = null) : Exception(message)
{
    public int Status { get; } = status;

    public string? Code { get; } = code;

    public string? Parameter { get; } = parameter;
}
