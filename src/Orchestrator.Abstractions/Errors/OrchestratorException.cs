namespace Orchestrator;

/// <summary>Carries an <see cref="OrchestratorError"/> to the face that reports it.</summary>
public sealed class OrchestratorException : Exception
{
    /// <summary>Makes the exception of an error.</summary>
    /// <param name="error">What is reported.</param>
    /// <param name="inner">What caused it.</param>
    public OrchestratorException(OrchestratorError error, Exception? inner = null)
        : base(error.Message, inner) => Error = error;

    /// <summary>Makes the exception of an error's parts.</summary>
    /// <param name="reason">The stable reason.</param>
    /// <param name="message">What was wrong and what to do.</param>
    /// <param name="field">The offending field, if one is.</param>
    public OrchestratorException(ErrorReason reason, string message, string? field = null)
        : this(new OrchestratorError(reason, message, field))
    {
    }

    /// <summary>What is reported.</summary>
    public OrchestratorError Error { get; }
}
