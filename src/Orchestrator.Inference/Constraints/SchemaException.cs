namespace Orchestrator.Inference.Constraints;

/// <summary>A JSON schema asks for what cannot be kept to. The message names the place and the keyword.</summary>
public sealed class SchemaException : Exception
{
    /// <summary>Makes the exception with its message.</summary>
    /// <param name="message">What was expected and found.</param>
    public SchemaException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    /// <param name="message">What was expected and found.</param>
    /// <param name="innerException">The cause.</param>
    public SchemaException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without detail.</summary>
    public SchemaException() : base("The JSON schema cannot be kept to.")
    {
    }
}
