namespace Orchestrator.Routing.Learning;

/// <summary>What judgements of one tenant say of one model in one group of prompts. It holds no text and no person.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Group">The group of prompts, as the difficulty estimator numbers them; -1 for all where it knows none.</param>
/// <param name="Surplus">The sum of what answers were judged, 0 to 1, less what was expected of them.</param>
/// <param name="Judgements">How many.</param>
public sealed record LearnedRow(string Tenant, string Model, int Group, double Surplus, int Judgements);
