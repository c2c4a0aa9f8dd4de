using Orchestrator.Conversations.Events;

namespace Orchestrator.Conversations.Feedback;

/// <summary>What a decision expected of a target's answer.</summary>
internal static class Expectation
{
    /// <summary>Without what was learned before: that is in the sums already. Null for a target that was not in the plan.</summary>
    public static double? Of(TurnRouted routed, Target target)
    {
        if (routed.Decision.Plan.FirstOrDefault(a => a.Target.Id == target.Id) is not { } planned)
            return null;
        return planned.ExpectedQuality - (routed.Input.Candidates.FirstOrDefault(c => c.Target.Id == target.Id)?.Learned?.By ?? 0);
    }
}
