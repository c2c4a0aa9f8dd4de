namespace Orchestrator.Link.Sealing;

/// <summary>Something sealed cannot be opened, or a certificate is not to be trusted. Nothing was sent or answered.</summary>
public sealed class SealException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, without content.</param>
    /// <param name="inner">What caused it.</param>
    public SealException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
