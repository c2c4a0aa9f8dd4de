namespace Orchestrator.Routing.Learning;

/// <summary>How much better or worse than expected people of one tenant judged a model's answers to prompts of one group. Stored with the decision that used it.</summary>
/// <param name="By">What it moves the expected quality by; never more than the configured most.</param>
/// <param name="Judgements">How many judgements it is made of.</param>
public readonly record struct LearnedShift(double By, int Judgements);
