namespace Orchestrator;

/// <summary>How sensitive a text is; a total order that joins only rise in.</summary>
public enum SensitivityLevel
{
    /// <summary>Nothing found that needs protection.</summary>
    Public = 0,

    /// <summary>Not for publication, harmless to processors under contract.</summary>
    Internal = 1,

    /// <summary>Identifies or reaches a person.</summary>
    Confidential = 2,

    /// <summary>Harm follows at once if it leaks: payment cards, identity numbers, secrets.</summary>
    Restricted = 3,
}
