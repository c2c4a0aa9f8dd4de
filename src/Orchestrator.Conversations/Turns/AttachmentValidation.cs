using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Orchestrator.Conversations.Turns;

/// <summary>Refuses attachments that no provider could be sent, or too many of them.</summary>
internal static partial class AttachmentValidation
{
    private const int LongestName = 256;
    private const int LongestUrl = 2048;
    private static readonly ImmutableArray<string> s_images = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    private static readonly ImmutableArray<string> s_audio = ["audio/wav", "audio/mpeg"];

    public static void Check(TurnRequest request, TurnOptions options)
    {
        var (count, bytes) = (0, 0L);
        foreach (var message in request.History.Concat(request.Input))
        {
            if (message.Attachments.IsEmpty)
                continue;
            if (message.Role != Role.User)
                throw Invalid("Only a user's message has attachments.");
            foreach (var attachment in message.Attachments)
            {
                Check(attachment);
                (count, bytes) = (count + 1, bytes + attachment.Data.Length);
            }
        }

        if (count > options.MaxAttachments)
            throw TooMuch($"The request has {count} attachments and {options.MaxAttachments} are accepted (Orchestrator:Turns:MaxAttachments). Send fewer.");
        if (bytes > options.MaxAttachmentBytes)
            throw TooMuch($"The attachments have {bytes} bytes together and {options.MaxAttachmentBytes} are accepted (Orchestrator:Turns:MaxAttachmentBytes). Send smaller ones.");
    }

    private static void Check(Attachment attachment)
    {
        if (attachment.Kind is not (AttachmentKinds.Image or AttachmentKinds.Audio or AttachmentKinds.File))
            throw Invalid("An attachment is an image, a recording (audio) or a file.");
        if (attachment.Name.Length > LongestName || !TurnRequestValidation.IsWellFormed(attachment.Name))
            throw Invalid($"A file's name has at most {LongestName} characters.");
        if (attachment.Detail is not (null or "low" or "high" or "auto"))
            throw Invalid("A picture's detail is low, high or auto.");
        if (attachment.Url is { } url)
        {
            if (attachment.Kind != AttachmentKinds.Image || !attachment.Data.IsEmpty || attachment.MediaType.Length > 0 || url.Length > LongestUrl
                || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || !TurnRequestValidation.IsWellFormed(url))
                throw Invalid($"Only a picture may be an address: https, at most {LongestUrl} characters, without bytes or a media type beside it.");
            return;
        }

        if (attachment.Data.IsEmpty)
            throw Invalid("An attachment has bytes, or is a picture's https address.");
        if (!MediaType().IsMatch(attachment.MediaType) || (attachment.Kind != AttachmentKinds.File && attachment.Kind != Attachment.KindOf(attachment.MediaType)))
            throw Invalid("An attachment's media type is like application/pdf, in lower case, and of its kind.");
        if (attachment.Kind == AttachmentKinds.Image && !s_images.Contains(attachment.MediaType))
            throw Invalid($"Pictures are {string.Join(", ", s_images)}.");
        if (attachment.Kind == AttachmentKinds.Audio && !s_audio.Contains(attachment.MediaType))
            throw Invalid($"Recordings are {string.Join(" or ", s_audio)}.");
    }

    private static OrchestratorException Invalid(string message) => new(ErrorReason.InvalidRequest, message, "input");

    private static OrchestratorException TooMuch(string message) => new(ErrorReason.RequestTooLarge, message, "input");

    [GeneratedRegex("^[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MediaType();
}
