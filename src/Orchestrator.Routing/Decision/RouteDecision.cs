using System.Collections.Immutable;

namespace Orchestrator.Routing;

/// <summary>Where a turn goes, in order, and why.</summary>
public sealed record RouteDecision
{
    /// <summary>Targets in the order they are tried; empty when the turn is refused.</summary>
    public ImmutableArray<PlannedAttempt> Plan { get; init; } = [];

    /// <summary>Targets that are not tried, and why.</summary>
    public ImmutableArray<RejectedTarget> Rejected { get; init; } = [];

    /// <summary>A stable code: <c>nano-confident</c>, <c>mini-fits</c>, <c>needs-cloud</c>, <c>sensitive-stays-near</c>, <c>model-named</c>, <c>tool-loop</c>, <c>conversation-held</c>, <c>preference</c>, <c>only-available</c>, <c>refused-*</c>; told of a turn also <c>fallback</c>.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Why, in plain words, the most important first.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>The tier that this turn alone would have gone to, whatever the conversation's memory made of it; null when it was refused.</summary>
    public Tier? Wanted { get; init; }

    /// <summary>Set when nothing may or can answer.</summary>
    public OrchestratorError? Refusal { get; init; }

    /// <summary>The decision as it is told of a turn that one of its targets answers: where that is not the first, what was said of the first is left out.</summary>
    /// <param name="targetId">Who answers.</param>
    /// <param name="label">Label of what was sent.</param>
    public RouteDecision ToldOf(string targetId, Label label)
    {
        for (var place = 1; place < Plan.Length; place++)
        {
            if (Plan[place].Target.Id == targetId)
                return RouteExplanation.Told(this, label, place);
        }

        return this;
    }
}
