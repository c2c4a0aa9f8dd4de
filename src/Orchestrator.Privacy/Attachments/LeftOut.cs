namespace Orchestrator.Privacy;

/// <summary>What stands in the text for an attachment that a destination may not have, so that its model does not guess.</summary>
internal static class LeftOut
{
    public static string Line(AttachmentKinds kind) => kind switch
    {
        AttachmentKinds.Image => "[image left out: it may not be sent]",
        AttachmentKinds.Audio => "[recording left out: it may not be sent]",
        _ => "[file left out: it may not be sent]",
    };

    /// <summary>The message without some of its attachments, and with a line for each.</summary>
    public static Message From(Message message, Func<Attachment, bool> leave)
    {
        if (message.Attachments.IsDefaultOrEmpty)
            return message;
        var gone = message.Attachments.Where(leave).ToList();
        return gone.Count == 0 ? message : message with
        {
            Attachments = [.. message.Attachments.Where(a => !gone.Contains(a))],
            Text = string.Join('\n', gone.Select(a => Line(a.Kind)).Prepend(message.Text).Where(static line => line.Length > 0)),
        };
    }
}
