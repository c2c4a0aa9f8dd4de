namespace Orchestrator;

/// <summary>What a target can do. The router filters by these before it scores.</summary>
public sealed record TargetCapabilities
{
    /// <summary>It can call tools that the caller declares.</summary>
    public bool Tools { get; init; }

    /// <summary>It can hold its output to a JSON schema.</summary>
    public bool JsonSchema { get; init; }

    /// <summary>The kinds of attachments that it takes.</summary>
    /// <value>None by default.</value>
    public AttachmentKinds Takes { get; init; }

    /// <summary>It answers open requests; false for a model of a narrow domain, which may say "not mine".</summary>
    public bool OpenEnded { get; init; }

    /// <summary>It says at the end of an answer how likely that is to be wrong.</summary>
    public bool TellsRisk { get; init; }

    /// <summary>The longest prompt in tokens; 0 when unknown.</summary>
    public int ContextTokens { get; init; }
}
