namespace Orchestrator.Inference.Tokenizers;

/// <summary>A text cannot be made into tokens. The message never quotes it.</summary>
public sealed class TokenizerException : Exception
{
    /// <summary>Makes the exception with its message.</summary>
    public TokenizerException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public TokenizerException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without detail.</summary>
    public TokenizerException() : base("The text cannot be made into tokens.")
    {
    }
}
