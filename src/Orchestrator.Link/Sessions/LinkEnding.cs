namespace Orchestrator.Link.Sessions;

/// <summary>Why a session ended.</summary>
/// <param name="Reason">A stable code, one of the constants here or what the other side's Goaway said.</param>
/// <param name="Message">Plain words, never text of people or models.</param>
/// <param name="ByPeer">The other side ended it.</param>
internal sealed record LinkEnding(string Reason, string Message, bool ByPeer)
{
    /// <summary>How many invocations failed by it, whoever had opened them.</summary>
    public int FailedInvocations { get; init; }

    /// <summary>A newer connection of the same node took over.</summary>
    public const string Superseded = "superseded";

    /// <summary>The process stops.</summary>
    public const string ShuttingDown = "shutting-down";

    /// <summary>Nothing was heard for too long.</summary>
    public const string HeartbeatMissed = "heartbeat-missed";

    /// <summary>A frame broke the protocol's rules.</summary>
    public const string ProtocolError = "protocol-error";

    /// <summary>The connection broke.</summary>
    public const string ConnectionLost = "connection-lost";

    /// <summary>The other side finished without a word.</summary>
    public const string Closed = "closed";

    /// <summary>The reason as metrics name it: what another side says may be any word.</summary>
    public string MetricReason => Reason is Superseded or ShuttingDown or HeartbeatMissed or ProtocolError or ConnectionLost or Closed ? Reason : "other";
}
