namespace Orchestrator.Api.Access;

/// <summary>Who calls, for the endpoint that answers.</summary>
internal sealed record AccessDecisionFeature(AccessDecision Decision);
