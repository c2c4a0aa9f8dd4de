namespace Orchestrator;

/// <summary>What policy lets a zone process, from least to most. The default is <see cref="Deny"/>.</summary>
public enum Verdict
{
    /// <summary>Nothing of this text.</summary>
    Deny = 0,

    /// <summary>The text with its findings cut out.</summary>
    Redact = 1,

    /// <summary>The text with its findings replaced by stand-ins that are put back in the answer.</summary>
    Pseudonymize = 2,

    /// <summary>The text as it is.</summary>
    Allow = 3,
}
