namespace Orchestrator.Api.Access;

/// <summary>Who calls, or why nobody may.</summary>
/// <param name="Caller">The caller, when admitted.</param>
/// <param name="Refusal">Why not, when refused.</param>
/// <param name="Forbidden">The refusal is about where the call comes from; a key would not mend it.</param>
/// <param name="Admin">The caller's key administers its tenant.</param>
internal readonly record struct AccessDecision(Caller? Caller, OrchestratorError? Refusal, bool Forbidden, bool Admin = false)
{
    /// <summary>How much the key may ask in a minute.</summary>
    public KeyLimits? Limits { get; init; }

    /// <summary>What the key may do.</summary>
    public ApiScopes Scopes { get; init; }

    /// <exception cref="OrchestratorException">The key may not.</exception>
    public void Demand(ApiScopes scope)
    {
        if ((Scopes & scope) != scope)
        {
            throw new OrchestratorException(
                ErrorReason.PermissionDenied, $"API key '{Caller?.KeyId}' has no scope '{scope.ToString().ToLowerInvariant()}'. Use another key, or have its scopes widened.");
        }
    }
}
