using System.Globalization;
using Orchestrator.Routing.Cascade;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Whether a local model's answer is kept or a stronger target is asked. An answer is judged only where the plan has somebody stronger;
/// where they all fail, the model is asked once more and its answer kept. Belongs to one turn; not thread-safe.
/// </summary>
internal sealed class CascadeRule(CascadeOptions options, TurnPlan plan)
{
    private readonly List<(int Place, string Said)> _drafts = [];
    private bool _keep;

    /// <summary>Whether this attempt's answer waits for its end and is judged.</summary>
    public bool Judges(ClearedAttempt attempt) =>
        options.ErrorRate is not null && !_keep && !attempt.AcceptsDecline && attempt.Target.Capabilities.TellsRisk && StrongerAfter(attempt.Place) is not null;

    /// <summary>Why an answer is not kept, without text of people or models; null when it is.</summary>
    /// <param name="attempt">An attempt that is judged.</param>
    /// <param name="ended">Its end.</param>
    /// <param name="answer">What it says.</param>
    public string? Doubt(ClearedAttempt attempt, ModelEnded ended, Message answer)
    {
        // A target that was to tell its risk and does not is not trusted.
        var risk = ended.Risk ?? new(AnswerDomain.All, 1);
        var said = Said(answer);
        var agreed = options.Agreement && risk.Agreed is not null && _drafts.Any(d => d.Said == said);
        var rate = agreed ? risk.Agreed!.Value : risk.Alone;
        if (rate <= options.ErrorRate)
            return null;
        _drafts.Add((attempt.Place, said));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{attempt.Target.Model.Name} answered, and by its calibration ({risk.Domain}{(agreed ? ", another model agrees" : "")}) such an answer is kept at an error rate of {rate:0.###} and more; {options.ErrorRate:0.###} is asked for");
    }

    /// <summary>The next place of the plan with somebody stronger; null when there is none.</summary>
    public int? StrongerAfter(int place)
    {
        var attempts = plan.Routed.Decision.Plan;
        var asked = attempts[place].Target;
        for (var next = place + 1; next < attempts.Length; next++)
        {
            var target = attempts[next].Target;
            if (target.Tier > asked.Tier || (target.Tier == asked.Tier && target.Capabilities.OpenEnded && !asked.Capabilities.OpenEnded))
                return next;
        }

        return null;
    }

    /// <summary>The place whose answer was not kept, to be asked once more now that nobody else is left; null when there is none.</summary>
    public int? Keep()
    {
        int? place = _keep || _drafts.Count == 0 ? null : _drafts[^1].Place;
        _keep = true;
        return place;
    }

    /// <summary>
    /// What was made of local answers, by the place of who gave them: kept, or passed over for a stronger target's. One that the stronger
    /// target then gave as well was good all the same. An answer that was kept for want of a better one is neither.
    /// </summary>
    /// <param name="answered">The attempt that answered the turn.</param>
    /// <param name="output">The answer.</param>
    public IEnumerable<(int Place, LearnedKind Kind, bool Good)> Verdicts(ClearedAttempt answered, Message output)
    {
        if (Judges(answered))
            yield return (answered.Place, LearnedKind.Kept, true);
        if (_drafts.Count == 0)
            yield break;
        var said = Said(output);
        foreach (var (place, draft) in _drafts)
        {
            if (place != answered.Place)
                yield return (place, LearnedKind.Escalated, draft == said);
        }
    }

    private static string Said(Message answer) => AnswerText.Normal(answer.Text, answer.ToolCalls.Select(static c => (c.Name, c.Arguments)));
}
