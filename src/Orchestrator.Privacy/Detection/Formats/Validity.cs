namespace Orchestrator.Privacy;

/// <summary>What the rules of a number say of one: its check digits, dates and ranges.</summary>
internal enum Validity
{
    /// <summary>A rule is broken: this is no such number.</summary>
    Invalid,

    /// <summary>The form is right, and there is no rule that could prove more, or one that some real numbers break.</summary>
    Unknown,

    /// <summary>Every rule holds.</summary>
    Valid,
}
