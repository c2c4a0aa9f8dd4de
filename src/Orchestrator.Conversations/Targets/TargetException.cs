namespace Orchestrator.Conversations.Targets;

/// <summary>An attempt failed at its target.</summary>
public sealed class TargetException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A stable code: <c>unreachable</c>, <c>busy</c>, <c>unauthorized</c> (it refuses our key), <c>rejected</c>, <c>cut-off</c>, <c>timeout</c>, <c>protocol</c> or <c>internal</c>.</param>
    /// <param name="message">What happened, without text of people or models.</param>
    /// <param name="inner">What caused it.</param>
    public TargetException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>How long the target asks to wait before it is asked again; null when it asks for nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The stable code.</summary>
    public string Code { get; }
}
