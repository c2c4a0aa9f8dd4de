namespace Orchestrator.Routing.Learning;

/// <summary>What something was learned from.</summary>
public enum LearnedKind
{
    /// <summary>A person or a program judged the answer.</summary>
    Judgement,

    /// <summary>Somebody said what the answer should have been, and nothing else.</summary>
    Correction,

    /// <summary>The cascade kept a local answer.</summary>
    Kept,

    /// <summary>The cascade passed a local answer over, and a stronger model answered.</summary>
    Escalated,

    /// <summary>The same was asked again of a bigger model.</summary>
    AskedAgain,
}
