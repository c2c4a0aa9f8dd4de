namespace Orchestrator.Privacy;

/// <summary>
/// Says what is in attachments of some media types. Register one with a host's services; an attachment for which none speaks is unknown.
/// Thread-safe, quick and without a network: turns wait for it, beside each other, and it is asked several times about the same bytes.
/// </summary>
public interface IAttachmentDetector
{
    /// <summary>The types found in an attachment, such as <c>PERSON</c>: none for one that holds nothing that needs protection.</summary>
    /// <param name="attachment">The attachment; what it holds must not be kept or logged.</param>
    /// <returns>Null when this detector does not know such content. An exception lets the turn go nowhere.</returns>
    IReadOnlyCollection<string>? Detect(Attachment attachment);
}
