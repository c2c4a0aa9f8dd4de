using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
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
                attempt.Reservation?.Settle(CostOf(attempt, outcome));
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
            // What it cost is not known.
            attempt?.Reservation?.Settle(attempt.Reservation.Most);
            memory.Release();
            live.Dispose();
        }
    }

    /// <summary>Makes an attempt's end durable, then tells readers. Gives the next attempt, if the turn goes on.</summary>
    private async Task<ClearedAttempt?> SettleAsync(ClearedAttempt attempt, int number, AttemptOutcome outcome)
    {
        var usage = Metered(attempt, outcome);
        if (outcome.Output is not null)
        {
            var completed = Completed(attempt, number, outcome);
            engine.Routing.Measurements.Observe(attempt.Target.Id, outcome.FirstContentAfter, outcome.Duration, outcome.Ended!.Usage);
            await EndAsync([completed], "completed", usage, attempt.Target, completed);
            return null;
        }

        var ended = Ended(attempt, number, outcome);
        if (outcome.IsCancelled)
            return await CancelledAsync(ended, usage);

        var spliced = outcome.Published && !live.Record.Accepted.AllowRestart;
        var next = spliced ? null : await NextAsync(attempt, outcome);
        if (next is null && live.Cancel.IsCancellationRequested)
            return await CancelledAsync(ended, usage);
        if (next is null)
        {
            await EndAsync([ended, new TurnFailed(live.TurnId, TurnErrors.Of(live.Record, outcome))], outcome.Code, usage);
            return null;
        }

        try
        {
            await memory.AppendAsync(
                memory.Header!,
                [ended, new AttemptStarted(live.TurnId, number + 1, next.Target, true, next.Cleared.Entry) { Reserved = next.Usage.Reserved }],
                live.Plan.Routed.Input.Label.Level,
                next.Reservation is null ? usage : usage.Add(next.Usage));
        }
        catch
        {
            // Nothing was sent.
            next.Reservation?.Settle(0);
            throw;
        }

        live.Record = memory.State.Find(live.TurnId)!;
        live.Buffer.Begin(live.Record);
        return next;
    }

    private async Task<ClearedAttempt?> CancelledAsync(AttemptEnded ended, ImmutableArray<UsageEntry> usage)
    {
        if (stop.IsCancellationRequested)
            throw TurnErrors.HostGone(ErrorReason.Moved);
        await EndAsync([ended, new TurnCancelled(live.TurnId)], "cancelled", usage);
        return null;
    }

    /// <summary>The next target of the plan; after its last one, when a moment's wait may help, its first again.</summary>
    private async Task<ClearedAttempt?> NextAsync(ClearedAttempt attempt, AttemptOutcome outcome)
    {
        var spent = live.Record.Spent - attempt.Usage.Reserved + CostOf(attempt, outcome);
        if ((await engine.Decider.DispatchAsync(live.Plan, attempt.Place + 1, spent, live.Cancel.Token)).Attempt is { } next)
            return next;
        if (_rounds >= engine.Options.Retries || RetryWait.Of(outcome, _rounds, engine.Options.MaxRetryWait) is not { } wait)
            return null;
        if (live.Record.Accepted.Preference.MaxLatency is { } limit && engine.Time.GetElapsedTime(live.Began) + wait >= limit)
            return null;
        _rounds++;
        await Task.Delay(wait, engine.Time, live.Cancel.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return live.Cancel.IsCancellationRequested ? null : (await engine.Decider.DispatchAsync(live.Plan, 0, spent, live.Cancel.Token)).Attempt;
    }

    private AttemptEnded Ended(ClearedAttempt attempt, int number, AttemptOutcome outcome) =>
        new(live.TurnId, number, outcome.Code, outcome.Detail, outcome.Ended?.Confidence) { Usage = outcome.Usage, Cost = CostOf(attempt, outcome) };

    private static decimal CostOf(ClearedAttempt attempt, AttemptOutcome outcome) =>
        outcome.Usage is { } usage ? attempt.Target.Price.Of(usage).Amount : 0;

    /// <summary>What is metered: everything that was counted or set aside.</summary>
    private static ImmutableArray<UsageEntry> Metered(ClearedAttempt attempt, AttemptOutcome outcome) => outcome.Usage is null && attempt.Reservation is null
        ? []
        : [attempt.Usage with { Cost = CostOf(attempt, outcome), Usage = outcome.Usage, Model = outcome.Ended?.Model ?? attempt.Usage.Model }];

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

    private async Task EndAsync(
        ImmutableArray<ConversationEvent> events, string outcome, ImmutableArray<UsageEntry> usage, Target? target = null, TurnCompleted? completed = null)
    {
        var header = memory.Header!;
        if (completed is not null)
            header = header with { HistoryDigest = HistoryDigest(completed) };
        await memory.AppendAsync(header, events, live.Plan.Routed.Input.Label.Level, usage);
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
