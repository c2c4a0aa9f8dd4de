using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.State;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Conversations.Turns;

/// <summary>Analyses a turn, asks policy, routes it, and clears its bytes for one target after the other. In memory, no network. Thread-safe.</summary>
internal sealed class TurnDecider(
    EgressGate gate, IEgressLedger ledger, TurnRouting routing, IDifficultyEstimator estimator, ITargetCatalog catalog, IBudgets budgets, SlowProbes slow, TimeProvider time)
{
    public string PolicyVersion => gate.PolicyVersion;

    /// <summary>Whether clearing this plan may need the conversation's key for pseudonyms.</summary>
    public bool MayUsePseudonyms(TurnPlan plan) => gate.UsesPseudonyms && !plan.Analysis.Types.IsEmpty;

    /// <summary>Decides where an accepted turn goes.</summary>
    /// <exception cref="OrchestratorException">The text could not be analysed, so nothing may leave.</exception>
    public async ValueTask<TurnPlan> DecideAsync(Caller caller, ConversationState state, TurnAccepted turn, BudgetLeft? budget, CancellationToken cancellationToken)
    {
        var spent = budget?.ConversationLimit is null ? 0 : state.Spent;
        var left = budget?.Within(spent);
        var history = state.Turns.IsEmpty ? [.. turn.ImportedHistory.Select(m => new HistoryMessage(m, MessageOrigin.Person))] : state.History();
        var request = new ModelRequest
        {
            Messages = [.. history.Select(h => h.Message), .. turn.Input],
            Tools = turn.Tools,
            Options = budget is null or { Unknown: true } ? turn.Options : turn.Options with { MaxOutputTokens = turn.Options.MaxOutputTokens ?? budget.MaxOutputTokens },
        };
        var analysis = Analyze(request, [.. history.Select(h => h.Origin), .. turn.Input.Select(_ => MessageOrigin.Person)], Context(caller, turn.Preference));
        ImmutableArray<ITargetConnector> connectors = [.. catalog.TargetsOf(caller.Tenant, caller.Site).DistinctBy(c => c.Target.Id)];
        var prompt = Prompt(request);
        var difficulty = estimator.Estimate(prompt);
        var input = new RouteInput
        {
            Entered = turn.Entered,
            Preference = routing.Within(turn.Preference, caller.Tenant),
            Label = analysis.Label,
            Difficulty = difficulty,
            HasTools = !request.Tools.IsEmpty,
            NeedsTools = request.Messages[^1].Role == Role.Tool || request.Options.ToolChoice is not (null or "auto" or "none"),
            NeedsJsonSchema = request.Options.ResponseFormat is not null,
            PromptTokens = UsageCheck.PromptTokens(request),
            MaxOutputTokens = request.Options.MaxOutputTokens,
            Budget = left?.Amount is { } amount ? new(amount, left.Of) { Unknown = left.Unknown } : null,
            Dial = routing.DialOf(caller.Tenant),
            Memory = RouteMemoryFold.Of(state, turn, prompt, time.GetUtcNow()),
            Seed = routing.NextSeed(),
            Candidates = [.. connectors.Select(c => Candidate(caller.Tenant, c, request, analysis, turn.Entered, difficulty, t => ProbeWorth.IsWorthAsking(difficulty, t)))],
        };
        input = await slow.AskAsync(input, connectors, request, cancellationToken);
        var decision = Told(routing.Router.Decide(input), turn.Preference, input.Preference);
        return new()
        {
            Routed = new(turn.TurnId, input, decision, gate.PolicyVersion, $"{routing.Router.Version} {estimator.Version}"),
            Shadow = routing.DecideInShadow(input, caller.Tenant),
            Analysis = analysis,
            Entered = turn.Entered,
            Caller = caller,
            Budget = budget,
            MaxOutputTokens = request.Options.MaxOutputTokens,
            SpentBefore = spent - (spent > 0 ? state.Find(turn.TurnId)?.Spent ?? 0 : 0),
            Connectors = connectors.ToImmutableDictionary(c => c.Target.Id),
        };
    }

    /// <summary>
    /// Clears the first target of the plan, from a place on, that policy and health still let through; denial holds at dispatch,
    /// not only at selection. What it may cost is set aside first.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="place">The first place that may be taken.</param>
    /// <param name="spent">What earlier attempts of the turn have cost, in US dollars.</param>
    /// <param name="cancellationToken">Ends a wait for money.</param>
    /// <param name="end">The place before which to stop; null for the plan's end.</param>
    public async ValueTask<Dispatch> DispatchAsync(TurnPlan plan, int place, decimal spent, CancellationToken cancellationToken, int? end = null)
    {
        var attempts = plan.Routed.Decision.Plan;
        OrchestratorError? refusal = null;
        for (; place < (end ?? attempts.Length); place++)
        {
            if (!plan.Connectors.TryGetValue(attempts[place].Target.Id, out var connector) || connector.Target is not { Unavailable: null } target)
                continue;
            try
            {
                var clearing = gate.Clear(plan.Analysis, target, plan.Entered, connector.Codec, plan.PseudonymKey);
                var reservation = await ReserveAsync(plan, target, clearing.Cleared.Buffer.Length, spent, cancellationToken);
                return new(
                    new(
                        place, connector, target, attempts[place].AcceptsDecline, clearing.Cleared, clearing.Pseudonyms,
                        reservation, UsageEntry.Begun(plan.Caller, target, reservation, time.GetUtcNow()), Record(clearing)),
                    null);
            }
            catch (OrchestratorException e) when (e.Error.Reason is ErrorReason.BudgetRefused or ErrorReason.Busy or ErrorReason.HostUnavailable)
            {
                // The next target may cost less, or nothing.
                refusal ??= e.Error;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return new(null, TurnErrors.NoneLeftAtDispatch);
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

    private ValueTask<BudgetReservation?> ReserveAsync(TurnPlan plan, Target target, long bytes, decimal spent, CancellationToken cancellationToken)
    {
        // No tokeniser makes more tokens of a text than it has bytes, and the limit of completion tokens is in the very bytes that are sent.
        if (plan.Budget is not { } budget || target.Price.Of(1, 1) == 0)
            return default;
        var attachments = plan.Analysis.Request.Messages.Sum(static m => m.Attachments.Length);
        var most = target.Price.Of(bytes + (attachments * UsageCheck.MostAttachmentTokens), plan.MaxOutputTokens ?? budget.MaxOutputTokens);
        if (budget.ConversationLimit - plan.SpentBefore - spent is { } left && left < most)
            throw BudgetErrors.Spent(most, left, "this conversation's budget");
        return Nullable(budgets.ReserveAsync(plan.Caller, most, cancellationToken));

        static async ValueTask<BudgetReservation?> Nullable(ValueTask<BudgetReservation> reserving) => await reserving;
    }

    /// <summary>Says so where the tenant let less of the caller's wish stand.</summary>
    private static RouteDecision Told(RouteDecision decision, RoutePreference asked, RoutePreference allowed) => asked.Quality == allowed.Quality
        ? decision
        : decision with { Reasons = [.. decision.Reasons, string.Create(CultureInfo.InvariantCulture, $"The caller asked for quality {asked.Quality:0.##}; the tenant's setting allows {allowed.Quality:0.##}.")] };

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

    private RouteCandidate Candidate(string tenant, ITargetConnector connector, ModelRequest request, RequestAnalysis analysis, Zone entered, DifficultyEstimate difficulty, Func<Tier, bool> worthAsking)
    {
        var target = connector.Target;
        var verdict = gate.Judge(analysis, target, entered);
        return new()
        {
            Target = target,
            Verdict = verdict.Verdict,
            VerdictReason = verdict.Reason,
            Attachments = verdict.Attachments,
            Confidence = verdict.Verdict == Verdict.Deny || !worthAsking(target.Tier) ? null : connector.Probe(request),
            Expected = connector.SlowProbe?.Kept ?? routing.ExpectedOf(target, difficulty),
            Learned = routing.LearnedOf(tenant, target, difficulty),
            Measure = routing.Measurements.Of(target.Id),
            Load = routing.Loads.Of(target.Id),
        };
    }

    private static string Prompt(ModelRequest request) => request.Messages.LastOrDefault(m => m.Role == Role.User)?.Text ?? "";
}
