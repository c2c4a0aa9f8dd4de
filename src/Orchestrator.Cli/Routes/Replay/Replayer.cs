using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Cli.Routes.Replay;

/// <summary>Decides a journal's turns again with another router, dial, policy or estimator. What is not replaced is taken from the journal.</summary>
internal sealed class Replayer(RouterOptions options)
{
    private readonly Router _router = new(options);

    /// <summary>The dial in place of each tenant's; null leaves it. What a caller asked for in the turn stays.</summary>
    public double? Dial { get; init; }

    /// <summary>The gate with another policy; null leaves labels and verdicts.</summary>
    public EgressGate? Gate { get; init; }

    /// <summary>Another estimator; null leaves the difficulty.</summary>
    public IDifficultyEstimator? Estimator { get; init; }

    /// <summary>Whether turns have to be read with their texts.</summary>
    public bool NeedsTexts => Gate is not null || Estimator is not null;

    /// <exception cref="AnalysisFailedException">A text could not be analysed.</exception>
    public ReplayedTurn Replay(JournalTurn turn)
    {
        var input = turn.Routed.Input with { Dial = Dial ?? turn.Routed.Input.Dial };
        if (Estimator is not null)
            input = input with { Difficulty = Estimator.Estimate(turn.Said.LastOrDefault(s => s.Message.Role == Role.User).Message?.Text ?? "") };
        if (Gate is not null)
            input = Judged(turn, input, Gate);
        return new(turn, Side.Of(turn, turn.Routed.Input.Label, turn.Routed.Decision, options), Side.Of(turn, input.Label, _router.Decide(input), options));
    }

    private static RouteInput Judged(JournalTurn turn, RouteInput input, EgressGate gate)
    {
        var request = new ModelRequest { Messages = [.. turn.Said.Select(s => s.Message)], Tools = turn.Accepted!.Tools, Options = turn.Accepted.Options };
        var preference = turn.Accepted.Preference;
        var analysis = gate.AnalyzeHistory(request, [.. turn.Said.Select(s => s.Origin)], new()
        {
            Tenant = turn.Conversation.Tenant,
            Purpose = preference.Purpose,
            Consents = [.. (preference.Consent ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        });
        return input with
        {
            Label = analysis.Label,
            Candidates = [.. input.Candidates.Select(c => gate.Judge(analysis, c.Target, input.Entered) is var verdict ? c with { Verdict = verdict.Verdict, VerdictReason = verdict.Reason } : c)],
        };
    }
}
