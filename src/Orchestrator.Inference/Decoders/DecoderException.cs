namespace Orchestrator.Inference.Decoders;

/// <summary>A decoder cannot go on with a sequence. The message says what was expected and found, and never quotes text.</summary>
public sealed class DecoderException : Exception
{
    /// <summary>Makes the exception with its message and cause.</summary>
    /// <param name="message">What was expected and found.</param>
    /// <param name="innerException">The cause.</param>
    public DecoderException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception with its message.</summary>
    /// <param name="message">What was expected and found.</param>
    public DecoderException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception without detail.</summary>
    public DecoderException() : base("The decoder cannot go on.")
    {
    }
}
