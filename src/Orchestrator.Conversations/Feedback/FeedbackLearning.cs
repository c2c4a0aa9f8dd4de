using Orchestrator.Routing.Learning;

namespace Orchestrator.Conversations.Feedback;

/// <summary>
/// Lets judgements move what is expected of the model that they are about: good and bad, scores, and corrections without them, which count
/// as bad. What was judged of an answer that nobody expected anything of, as of a named model's, counts as well.
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
        if (Judged(judgement) is not var (judged, kind) || Expectation.Of(notice.Routed, target) is not { } expected)
            return;
        learned.Take(notice.Conversation.Tenant, target.Model.Name, notice.Routed.Input.Difficulty.Group, judged - expected, kind, takenBack);
    }

    private static (double Worth, LearnedKind Kind)? Judged(TurnJudgement judgement) => judgement switch
    {
        { Score: { } score } => (score, LearnedKind.Judgement),
        { Rating: Rating.Good } => (1, LearnedKind.Judgement),
        { Rating: Rating.Bad } => (0, LearnedKind.Judgement),
        { Correction.Length: > 0 } => (0, LearnedKind.Correction),
        _ => null,
    };
}
