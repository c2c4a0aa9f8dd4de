namespace Orchestrator.Inference.Local;

/// <summary>A model folder cannot be used. The message names the file, what was expected, what was found and what to do.</summary>
public sealed class ModelLoadException : Exception
{
    /// <summary>Makes the exception with its message.</summary>
    public ModelLoadException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public ModelLoadException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without detail.</summary>
    public ModelLoadException() : base("The model folder cannot be used.")
    {
    }
}
