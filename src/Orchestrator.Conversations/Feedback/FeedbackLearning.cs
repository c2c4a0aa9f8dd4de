using Orchestrator.Conversations.Events;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Conversations.Feedback;

/// <summary>
/// Lets judgements move what is expected of the model that they are about: good and bad, scores, and corrections, which count as bad. What
/// was judged of an answer that nobody expected anything of, as of a named model's, counts as well.
/// </summary>
internal sealed class FeedbackLearning(LearnedShifts learned) : IFeedbackSink
{
    public void Take(FeedbackNotice notice)
    {
        if (notice.Target is not { } target)
            return;
        if (notice.Replaced is { } replaced)
            Take(notice, target, replaced.Judgement, takenBack: true);
        Take(notice, target, notice.Given.Judgement, takenBack: false);
    }

    private void Take(FeedbackNotice notice, Target target, TurnJudgement judgement, bool takenBack)
    {
        if (Judged(judgement) is not { } judged || Expected(notice.Routed, target) is not { } expected)
            return;
        learned.Take(notice.Conversation.Tenant, target.Model.Name, notice.Routed.Input.Difficulty.Group, judged - expected, takenBack);
    }

    private static double? Judged(TurnJudgement judgement) => judgement switch
    {
        { Score: { } score } => score,
        { Rating: Rating.Good } => 1,
        { Rating: Rating.Bad } => 0,
        { Correction.Length: > 0 } => 0,
        _ => null,
    };

    // Without what earlier judgements had moved it by: they are in the sum already.
    private static double? Expected(TurnRouted routed, Target target)
    {
        if (routed.Decision.Plan.FirstOrDefault(a => a.Target.Id == target.Id) is not { } planned)
            return null;
        return planned.ExpectedQuality - (routed.Input.Candidates.FirstOrDefault(c => c.Target.Id == target.Id)?.Learned?.By ?? 0);
    }
}
