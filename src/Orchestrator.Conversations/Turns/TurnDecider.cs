using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.State;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Conversations.Turns;

/// <summary>Analyses a turn, asks policy, routes it, and clears its bytes for one target after the other. In memory, no network. Thread-safe.</summary>
internal sealed class TurnDecider(EgressGate gate, IEgressLedger ledger, Router router, IDifficultyEstimator estimator, ITargetCatalog catalog)
{
    public string PolicyVersion => gate.PolicyVersion;

    /// <summary>Whether clearing this plan may need the conversation's key for pseudonyms.</summary>
    public bool MayUsePseudonyms(TurnPlan plan) => gate.UsesPseudonyms && !plan.Analysis.Types.IsEmpty;

    /// <summary>Decides where an accepted turn goes.</summary>
    /// <exception cref="OrchestratorException">The text could not be analysed, so nothing may leave.</exception>
    public TurnPlan Decide(Caller caller, ConversationState state, TurnAccepted turn)
    {
        var history = state.Turns.IsEmpty ? [.. turn.ImportedHistory.Select(m => new HistoryMessage(m, MessageOrigin.Person))] : state.History();
        var request = new ModelRequest
        {
            Messages = [.. history.Select(h => h.Message), .. turn.Input],
            Tools = turn.Tools,
            Options = turn.Options,
        };
        var analysis = Analyze(request, [.. history.Select(h => h.Origin), .. turn.Input.Select(_ => MessageOrigin.Person)], Context(caller, turn.Preference));
        ImmutableArray<ITargetConnector> connectors = [.. catalog.TargetsOf(caller.Tenant, caller.Site).DistinctBy(c => c.Target.Id)];
        var prompt = Prompt(request);
        var difficulty = estimator.Estimate(prompt);
        var input = new RouteInput
        {
            Entered = turn.Entered,
            Preference = turn.Preference,
            Label = analysis.Label,
            Difficulty = difficulty,
            HasTools = !request.Tools.IsEmpty,
            NeedsTools = request.Messages[^1].Role == Role.Tool || request.Options.ToolChoice is not (null or "auto" or "none"),
            NeedsJsonSchema = request.Options.ResponseFormat is not null,
            PromptTokens = UsageCheck.PromptTokens(request),
            MaxOutputTokens = request.Options.MaxOutputTokens,
            Candidates = [.. connectors.Select(c => Candidate(c, request, analysis, turn.Entered, t => ProbeWorth.IsWorthAsking(difficulty, t, prompt.Length)))],
        };
        var decision = router.Decide(input);
        return new()
        {
            Routed = new(turn.TurnId, input, decision, gate.PolicyVersion, $"{router.Version} {estimator.Version}"),
            Analysis = analysis,
            Entered = turn.Entered,
            Connectors = connectors.ToImmutableDictionary(c => c.Target.Id),
        };
    }

    /// <summary>
    /// Clears the first target of the plan, from a place on, that policy and health still let through; denial holds at dispatch,
    /// not only at selection.
    /// </summary>
    public Dispatch Dispatch(TurnPlan plan, int place)
    {
        var attempts = plan.Routed.Decision.Plan;
        OrchestratorError? refusal = null;
        for (; place < attempts.Length; place++)
        {
            if (!plan.Connectors.TryGetValue(attempts[place].Target.Id, out var connector) || connector.Target is not { Unavailable: null } target)
                continue;
            try
            {
                var clearing = gate.Clear(plan.Analysis, target, plan.Entered, connector.Codec, plan.PseudonymKey);
                return new(new(place, connector, target, attempts[place].AcceptsDecline, clearing.Cleared, clearing.Pseudonyms, Record(clearing)), null);
            }
            catch (Exception e) when (e is EgressDeniedException or AnalysisFailedException)
            {
                // The next target may be one that policy trusts; if none is, the turn is refused below.
                refusal = TurnErrors.DeniedAtDispatch;
            }
            catch (Exception e)
            {
                // A request that cannot be written for one target may be for the next. The exception's message may quote text.
                refusal ??= TurnErrors.Unwritable(target.Id, e);
            }
        }

        return new(null, refusal ?? TurnErrors.NoneLeftAtDispatch);
    }

    private RequestAnalysis Analyze(ModelRequest request, ImmutableArray<MessageOrigin> origins, PolicyContext context)
    {
        try
        {
            return gate.AnalyzeHistory(request, origins, context);
        }
        catch (AnalysisFailedException e)
        {
            throw new OrchestratorException(
                new(ErrorReason.PrivacyRefused, "The text could not be analysed, so it may go nowhere. Nothing was sent or kept. Shorten it or send it in parts."), e);
        }
    }

    private Task Record(Clearing clearing) => clearing.Record is { } record ? ledger.RecordAsync(record) : Task.CompletedTask;

    private static PolicyContext Context(Caller caller, RoutePreference preference) => new()
    {
        Tenant = caller.Tenant,
        Purpose = preference.Purpose,
        Consents = preference.Consent is { } consent
            ? [.. consent.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : [],
    };

    private RouteCandidate Candidate(ITargetConnector connector, ModelRequest request, RequestAnalysis analysis, Zone entered, Func<Tier, bool> worthAsking)
    {
        var target = connector.Target;
        var verdict = gate.Judge(analysis, target, entered);
        return new()
        {
            Target = target,
            Verdict = verdict.Verdict,
            VerdictReason = verdict.Reason,
            Confidence = verdict.Verdict == Verdict.Deny || !worthAsking(target.Tier) ? null : connector.Probe(request),
        };
    }

    private static string Prompt(ModelRequest request) => request.Messages.LastOrDefault(m => m.Role == Role.User)?.Text ?? "";
}
