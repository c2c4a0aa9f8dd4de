namespace Orchestrator.Load.Targets;

internal enum LoadOutcome
{
    /// <summary>Every piece arrived, once, in order.</summary>
    Whole,

    /// <summary>An answer arrived whose pieces were lost, doubled or moved.</summary>
    Garbled,

    /// <summary>An error instead of an answer.</summary>
    Failed,
}
