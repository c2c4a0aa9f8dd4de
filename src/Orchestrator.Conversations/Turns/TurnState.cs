namespace Orchestrator.Conversations;

/// <summary>Where a turn stands.</summary>
public enum TurnState
{
    /// <summary>Accepted and being answered.</summary>
    Running = 1,

    /// <summary>Answered.</summary>
    Completed = 2,

    /// <summary>Refused or failed; <see cref="TurnView.Error"/> says why and whether the same turn id may be sent again.</summary>
    Failed = 3,

    /// <summary>Cancelled by its caller.</summary>
    Cancelled = 4,

    /// <summary>Its host stopped before it ended. Sending the same turn id again makes the next attempt.</summary>
    Interrupted = 5,
}
