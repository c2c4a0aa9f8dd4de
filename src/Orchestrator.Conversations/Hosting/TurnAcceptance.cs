using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.State;
using Orchestrator.Conversations.Turns;
using Orchestrator.Routing;

namespace Orchestrator.Conversations.Hosting;

/// <summary>
/// Takes a turn in: decides it, clears its first attempt, and makes both durable in one commit. Before that nothing leaves and nothing
/// is acknowledged. Called by whoever has the queue's place.
/// </summary>
internal sealed class TurnAcceptance(TurnEngine engine, ConversationMemory memory)
{
    /// <summary>The turn under this id, if it needs no new attempt.</summary>
    /// <exception cref="OrchestratorException">The id was used with another body.</exception>
    public TurnRecord? Known(string turnId, byte[] digest)
    {
        if (memory.State.Find(turnId) is not { } turn)
            return null;
        if (!turn.Accepted.BodyDigest.Span.SequenceEqual(digest))
            throw new OrchestratorException(ErrorReason.TurnIdReused, "This turn id (idempotency key) was used with another body. Use a new id for a new request.", "turn_id");
        return turn.CanBeTriedAgain ? null : turn;
    }

    /// <summary>Accepts a turn, or makes the next attempt of one that may be tried again.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="start">What is asked.</param>
    /// <param name="digest">Keyed digest of its body.</param>
    /// <param name="stop">Fires when the host stops.</param>
    /// <returns>The turn, and what to run of it; nothing, if it was refused.</returns>
    public async Task<(TurnRecord Turn, LiveTurn? Live, ClearedAttempt? Attempt)> AcceptAsync(
        Caller caller, TurnStart start, byte[] digest, CancellationToken stop)
    {
        var began = engine.Time.GetTimestamp();
        var before = memory.State.Find(start.TurnId);
        if (before is null)
        {
            CheckJoin(caller, start.Request);
            ToolResults.Check(memory.Header is null ? start.Request.History : memory.State.History().Select(static h => h.Message), start.Request.Input);
        }

        var accepted = before?.Accepted ?? Accepted(caller, start, digest);
        var plan = await engine.Decider.DecideAsync(caller, memory.State, accepted, await engine.Budgets.LookAsync(caller, stop), stop);
        if (engine.Decider.MayUsePseudonyms(plan))
            plan = plan with { PseudonymKey = await memory.PseudonymKeyAsync() };
        var dispatch = plan.Routed.Decision.Refusal is { } refusal ? new(null, refusal) : await engine.Decider.DispatchAsync(plan, 0, before?.Spent ?? 0, stop);
        var number = (before?.AttemptCount ?? 0) + 1;
        ConversationEvent next = dispatch.Attempt is { } attempt
            ? new AttemptStarted(start.TurnId, number, attempt.Target, attempt.Place > 0, attempt.Cleared.Entry) { Reserved = attempt.Usage.Reserved }
            : new TurnFailed(start.TurnId, dispatch.Refusal!);
        engine.Instruments.Decided(engine.Time.GetElapsedTime(began));
        engine.Instruments.Balanced(plan.Routed.Input, plan.Routed.Decision);
        CompareShadow(plan);

        ImmutableArray<ConversationEvent> events = before is null ? [accepted, plan.Routed, next] : [plan.Routed, next];
        var header = memory.Header ?? NewHeader(caller);
        try
        {
            await memory.AppendAsync(
                before is null ? header with { Turns = header.Turns + 1 } : header,
                events,
                plan.Routed.Input.Label.Level,
                dispatch.Attempt is { Reservation: not null } paid ? [paid.Usage] : [],
                start.StartKey,
                applied: state => dispatch.Attempt is null ? null : Live(caller, plan, state, began, stop));
        }
        catch
        {
            // Nothing was sent.
            dispatch.Attempt?.Reservation?.Settle(0);
            throw;
        }

        if (dispatch.Attempt is { } asked && before is null)
            engine.Learning.Accepted(caller, memory, accepted, asked.Target);
        if (dispatch.Attempt is null)
            engine.Instruments.Ended(plan.Routed.Decision.ReasonCode, null, TimeSpan.Zero, null);
        return (memory.State.Find(start.TurnId)!, memory.Live, dispatch.Attempt);
    }

    private void CompareShadow(TurnPlan plan)
    {
        if (plan.Shadow is not { } shadow)
            return;
        var decided = plan.Routed.Decision;
        var (first, other) = (First(decided), First(shadow));
        engine.Instruments.Shadowed(first, other);
        if (first?.Id != other?.Id)
            engine.LogShadow(plan.Routed.TurnId, first?.Id ?? "nobody", decided.ReasonCode, other?.Id ?? "nobody", shadow.ReasonCode);

        static Target? First(RouteDecision decision) => decision.Plan.IsEmpty ? null : decision.Plan[0].Target;
    }

    private LiveTurn Live(Caller caller, TurnPlan plan, ConversationState state, long began, CancellationToken stop)
    {
        var record = state.Find(plan.Routed.TurnId)!;
        return new(record, new(memory.Key.Id, record), caller, plan, new(engine.Routing.Cascade, plan), began, CancellationTokenSource.CreateLinkedTokenSource(stop));
    }

    /// <summary>A caller that joins by its history joins exactly that history: another turn may have been quicker while this one waited.</summary>
    private void CheckJoin(Caller caller, TurnRequest request)
    {
        if (request.Conversation is not null || memory.Header is not { } header)
            return;
        if (!header.HistoryDigest.Span.SequenceEqual(engine.Digests.History(caller.Owner, caller.KeyId, request.History)))
            throw new OrchestratorException(ErrorReason.Moved, "The conversation of this history went on with another turn. Send the same turn again.");
    }

    private TurnAccepted Accepted(Caller caller, TurnStart start, byte[] digest) => new(start.TurnId)
    {
        BodyDigest = digest,
        ImportedHistory = memory.Header is null ? start.Request.History : [],
        Input = start.Request.Input,
        Tools = start.Request.Tools,
        Options = start.Request.Options,
        Preference = start.Request.Preference,
        AllowRestart = start.Request.AllowRestart,
        Drafts = start.Request.Drafts,
        Entered = engine.Entered,
        KeyId = caller.KeyId,
    };

    private JournalHeader NewHeader(Caller caller) =>
        new() { Key = memory.Key, Owner = caller.Owner, Site = caller.Site, CreatedAt = engine.Time.GetUtcNow() };
}
