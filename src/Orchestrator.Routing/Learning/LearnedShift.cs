namespace Orchestrator.Routing.Learning;

/// <summary>How much better or worse than expected a model's answers to prompts of one group were, for one tenant. Stored with the decision that used it.</summary>
/// <param name="By">What it moves the expected quality by; never more than the configured most.</param>
/// <param name="Counts">What it is made of.</param>
public readonly record struct LearnedShift(double By, LearnedCounts Counts);
