using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What attachments count as. Thread-safe.</summary>
internal sealed class AttachmentInspector(ImmutableArray<IAttachmentDetector> detectors)
{
    /// <summary>The types found in an attachment, or the one that says that nobody knows.</summary>
    /// <exception cref="AnalysisFailedException">A detector failed.</exception>
    public ImmutableArray<string> TypesOf(Attachment attachment)
    {
        // What an address leads to may be another thing tomorrow: nobody knows it.
        if (attachment.Url is null)
        {
            foreach (var detector in detectors)
            {
                if (Ask(detector, attachment) is { } found)
                    return [.. found.Distinct(StringComparer.Ordinal)];
            }
        }

        return [AttachmentTypes.Of(attachment.Kind)];
    }

    private static IReadOnlyCollection<string>? Ask(IAttachmentDetector detector, Attachment attachment)
    {
        try
        {
            return detector.Detect(attachment);
        }
        catch (Exception e)
        {
            throw new AnalysisFailedException(detector.GetType().Name, e);
        }
    }
}
