using System.Collections.Immutable;
using System.Text;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Files of text become text of their message, with their names: so they are analysed, rewritten and answered like everything else that a
/// person says, by every model.
/// </summary>
internal static class TextAttachments
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="OrchestratorException">A file that is said to be text is none.</exception>
    public static TurnRequest Inlined(TurnRequest request) =>
        request.Input.Concat(request.History).All(static m => m.Attachments.IsEmpty)
            ? request
            : request with { Input = Inlined(request.Input), History = Inlined(request.History) };

    private static ImmutableArray<Message> Inlined(ImmutableArray<Message> messages) => [.. messages.Select(Inlined)];

    private static Message Inlined(Message message) => message.Attachments.Any(IsText)
        ? message with
        {
            Text = string.Join("\n\n", message.Attachments.Where(IsText).Select(Read).Prepend(message.Text).Where(static t => t.Length > 0)),
            Attachments = message.Attachments.RemoveAll(IsText),
        }
        : message;

    private static bool IsText(Attachment attachment) => attachment.Url is null && attachment.MediaType is { } type
        && (type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal) || type.EndsWith("+xml", StringComparison.Ordinal)
            || type is "application/json" or "application/x-ndjson" or "application/xml" or "application/yaml" or "application/csv")
        && attachment.Kind == AttachmentKinds.File;

    private static string Read(Attachment attachment)
    {
        try
        {
            return $"[file {attachment.Name}]\n{s_strict.GetString(attachment.Data.Span).TrimStart('\ufeff')}";
        }
        catch (DecoderFallbackException)
        {
            throw new OrchestratorException(
                ErrorReason.InvalidRequest, $"A file of type {attachment.MediaType} is no UTF-8. Send it in UTF-8, or with the media type that it has.", "input");
        }
    }
}
