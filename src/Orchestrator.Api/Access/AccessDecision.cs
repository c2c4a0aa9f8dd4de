namespace Orchestrator.Api.Access;

/// <summary>Who calls, or why nobody may.</summary>
/// <param name="Caller">The caller, when admitted.</param>
/// <param name="Refusal">Why not, when refused.</param>
/// <param name="Forbidden">The refusal is about where the call comes from; a key would not mend it.</param>
/// <param name="Admin">The caller's key administers its tenant.</param>
internal readonly record struct AccessDecision(Caller? Caller, OrchestratorError? Refusal, bool Forbidden, bool Admin = false)
{
    /// <summary>How many turns the key may still begin.</summary>
    public RequestLimit? Limit { get; init; }
}
