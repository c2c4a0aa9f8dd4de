using System.Globalization;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Whether a local model's answer is kept or a stronger target is asked. An answer is judged only where the plan has somebody stronger;
/// where they all fail, the model is asked once more and its answer kept. Belongs to one turn; not thread-safe.
/// </summary>
internal sealed class CascadeRule(CascadeOptions options, TurnPlan plan)
{
    private readonly List<string> _drafts = [];
    private int? _last;
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
        var said = AnswerText.Normal(answer.Text, answer.ToolCalls.Select(static c => (c.Name, c.Arguments)));
        var agreed = options.Agreement && risk.Agreed is not null && _drafts.Contains(said);
        var rate = agreed ? risk.Agreed!.Value : risk.Alone;
        if (rate <= options.ErrorRate)
            return null;
        _drafts.Add(said);
        _last = attempt.Place;
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
        var place = _keep ? null : _last;
        _keep = true;
        return place;
    }
}
