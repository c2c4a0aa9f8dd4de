namespace Orchestrator.Routing.Difficulty;

/// <summary>The difficulty estimator's folder cannot be used. The message names the file, what was expected, what was found and what to do.</summary>
public sealed class DifficultyLoadException : Exception
{
    /// <summary>Makes the exception with its message.</summary>
    public DifficultyLoadException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public DifficultyLoadException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without detail.</summary>
    public DifficultyLoadException() : base("The difficulty estimator's folder cannot be used.")
    {
    }
}
