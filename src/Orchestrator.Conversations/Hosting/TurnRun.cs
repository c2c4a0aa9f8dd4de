using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Turns;

namespace Orchestrator.Conversations.Hosting;

/// <summary>
/// Runs an accepted turn, attempt after attempt, until it has an end. The end of each attempt is durable before a reader hears of it.
/// </summary>
internal sealed class TurnRun(TurnEngine engine, ConversationMemory memory, LiveTurn live, CancellationToken stop)
{
    private int _rounds;

    public async Task RunAsync(ClearedAttempt? attempt)
    {
        try
        {
            var number = live.Record.Attempt;
            while (attempt is not null)
            {
                var outcome = await engine.Runner.RunAsync(attempt, number, live);
                if (outcome.Output is null)
                    engine.LogAttempt(live.TurnId, number, attempt.Target.Id, outcome.Code);
                else
                    engine.LogAnswered(live.TurnId, number, attempt.Target.Id);
                attempt = await SettleAsync(attempt, number++, outcome);
            }
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested)
                engine.LogTurnBroken(live.TurnId, memory.Key.Id, e);
            live.Buffer.Break(memory.Break(e as OrchestratorException ?? TurnErrors.HostGone(ErrorReason.Internal)));
        }
        finally
        {
            memory.Release();
            live.Dispose();
        }
    }

    /// <summary>Makes an attempt's end durable, then tells readers. Gives the next attempt, if the turn goes on.</summary>
    private async Task<ClearedAttempt?> SettleAsync(ClearedAttempt attempt, int number, AttemptOutcome outcome)
    {
        if (outcome.Output is not null)
        {
            var completed = Completed(attempt, number, outcome);
            await EndAsync([completed], "completed", attempt.Target, completed);
            return null;
        }

        var ended = Ended(attempt, number, outcome);
        if (outcome.IsCancelled)
            return await CancelledAsync(ended);

        var spliced = outcome.Published && !live.Record.Accepted.AllowRestart;
        var next = spliced ? null : await NextAsync(attempt, outcome);
        if (next is null && live.Cancel.IsCancellationRequested)
            return await CancelledAsync(ended);
        if (next is null)
        {
            await EndAsync([ended, new TurnFailed(live.TurnId, TurnErrors.Of(live.Record, outcome))], outcome.Code);
            return null;
        }

        await memory.AppendAsync(
            memory.Header!, [ended, new AttemptStarted(live.TurnId, number + 1, next.Target, true, next.Cleared.Entry)], live.Plan.Routed.Input.Label.Level);
        live.Record = memory.State.Find(live.TurnId)!;
        live.Buffer.Begin(live.Record);
        return next;
    }

    private async Task<ClearedAttempt?> CancelledAsync(AttemptEnded ended)
    {
        if (stop.IsCancellationRequested)
            throw TurnErrors.HostGone(ErrorReason.Moved);
        await EndAsync([ended, new TurnCancelled(live.TurnId)], "cancelled");
        return null;
    }

    /// <summary>The next target of the plan; after its last one, when a moment's wait may help, its first again.</summary>
    private async Task<ClearedAttempt?> NextAsync(ClearedAttempt attempt, AttemptOutcome outcome)
    {
        if (engine.Decider.Dispatch(live.Plan, attempt.Place + 1).Attempt is { } next)
            return next;
        if (_rounds >= engine.Options.Retries || RetryWait.Of(outcome, _rounds, engine.Options.MaxRetryWait) is not { } wait)
            return null;
        if (live.Record.Accepted.Preference.MaxLatency is { } limit && engine.Time.GetElapsedTime(live.Began) + wait >= limit)
            return null;
        _rounds++;
        await Task.Delay(wait, engine.Time, live.Cancel.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return live.Cancel.IsCancellationRequested ? null : engine.Decider.Dispatch(live.Plan, 0).Attempt;
    }

    private AttemptEnded Ended(ClearedAttempt attempt, int number, AttemptOutcome outcome) =>
        new(live.TurnId, number, outcome.Code, outcome.Detail, outcome.Ended?.Confidence) { Usage = outcome.Usage, Cost = CostOf(attempt, outcome) };

    private static decimal CostOf(ClearedAttempt attempt, AttemptOutcome outcome) =>
        outcome.Usage is { } usage ? attempt.Target.Price.Of(usage).Amount : 0;

    private TurnCompleted Completed(ClearedAttempt attempt, int number, AttemptOutcome outcome)
    {
        return new(live.TurnId, number)
        {
            Output = outcome.Output!,
            Restored = outcome.Restored,
            SawLabel = attempt.Cleared.Entry.SentLabel,
            FinishReason = outcome.Ended!.FinishReason,
            Usage = outcome.Usage,
            Cost = CostOf(attempt, outcome),
            Confidence = outcome.Ended.Confidence,
            Model = outcome.Ended.Model,
            FirstContentAfter = outcome.FirstContentAfter,
            Duration = engine.Time.GetUtcNow() - live.Record.AcceptedAt,
        };
    }

    private async Task EndAsync(ImmutableArray<ConversationEvent> events, string outcome, Target? target = null, TurnCompleted? completed = null)
    {
        var header = memory.Header!;
        if (completed is not null)
            header = header with { HistoryDigest = HistoryDigest(completed) };
        await memory.AppendAsync(header, events, live.Plan.Routed.Input.Label.Level);
        live.Record = memory.State.Find(live.TurnId)!;
        engine.Instruments.Ended(outcome, target, engine.Time.GetUtcNow() - live.Record.AcceptedAt, completed?.FirstContentAfter);
        live.Buffer.End(live.Record);
    }

    private byte[] HistoryDigest(TurnCompleted completed)
    {
        var known = memory.Header!.HistoryDigest;
        var history = known.IsEmpty
            ? engine.Digests.History(live.Caller.Owner, live.Caller.KeyId, memory.State.Imported)
            : known;
        return engine.Digests.Extend(engine.Digests.Extend(history, live.Record.Accepted.Input), completed.Output);
    }
}
