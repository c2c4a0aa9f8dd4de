namespace Orchestrator;

/// <summary>What an attachment is to a model; several together say what a model takes.</summary>
[Flags]
public enum AttachmentKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A picture.</summary>
    Image = 1,

    /// <summary>A recording.</summary>
    Audio = 2,

    /// <summary>Any other file.</summary>
    File = 4,
}
