namespace Orchestrator.Storage.Protection;

/// <summary>
/// The keys cannot be opened: the top key is missing, is another one or cannot be read, or the file of wrapped keys is damaged or not
/// this journal's. Nothing was changed. The message says what to do and holds no key.
/// </summary>
public sealed class KeyRingException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="inner">What failed beneath.</param>
    public KeyRingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
