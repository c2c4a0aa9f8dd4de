namespace Orchestrator.Privacy;

/// <summary>
/// What an attachment counts as when no detector says what is in it. It may be of a person, so each is confidential: a policy that keeps
/// confidential texts from a zone keeps these as well, whole.
/// </summary>
public static class AttachmentTypes
{
    /// <summary>A picture that nobody here can look into.</summary>
    public const string Image = "UNKNOWN_IMAGE";

    /// <summary>A recording that nobody here can listen to.</summary>
    public const string Audio = "UNKNOWN_AUDIO";

    /// <summary>A file that nobody here can read.</summary>
    public const string File = "UNKNOWN_FILE";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Image, Audio, File];

    internal static string Of(AttachmentKinds kind) => kind switch
    {
        AttachmentKinds.Image => Image,
        AttachmentKinds.Audio => Audio,
        _ => File,
    };
}
