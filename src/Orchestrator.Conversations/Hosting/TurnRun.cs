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
                var (run, other) = engine.Options.HedgeAfter > TimeSpan.Zero
                    ? await new HedgedRun(engine, memory, live).RunAsync(attempt, number)
                    : (new(attempt, number, await engine.Runner.RunAsync(attempt, number, live)), null);
                Pay(run);
                if (other is not null)
                    Pay(other);
                attempt = await SettleAsync(run, other);
                number = live.Record.AttemptCount;
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

    /// <summary>Makes an attempt's end durable, and that of one that ran beside it, then tells readers. Gives the next attempt, if the turn goes on.</summary>
    private async Task<ClearedAttempt?> SettleAsync(RunAttempt run, RunAttempt? other)
    {
        var outcome = run.Outcome;
        ImmutableArray<ConversationEvent> beside = other is null ? [] : [Ended(other)];
        ImmutableArray<UsageEntry> usage = other is null ? Metered(run) : [.. Metered(other), .. Metered(run)];
        if (outcome.Output is not null)
        {
            var completed = Completed(run);
            engine.Routing.Measurements.Observe(run.Attempt.Target.Id, outcome.FirstContentAfter, outcome.Duration, outcome.Usage);
            await EndAsync([.. beside, completed], "completed", usage, run.Attempt, completed);
            return null;
        }

        ImmutableArray<ConversationEvent> ended = [.. beside, Ended(run)];
        if (outcome.IsCancelled)
            return await CancelledAsync(ended, usage);

        var spliced = outcome.Published && !live.Record.Accepted.AllowRestart;
        var next = spliced ? null : await NextAsync(run, other);
        if (next is null && live.Cancel.IsCancellationRequested)
            return await CancelledAsync(ended, usage);
        if (next is null)
        {
            await EndAsync([.. ended, new TurnFailed(live.TurnId, TurnErrors.Of(live.Record, outcome))], outcome.Code, usage);
            return null;
        }

        try
        {
            await memory.AppendAsync(
                memory.Header!,
                [.. ended, new AttemptStarted(live.TurnId, live.Record.AttemptCount + 1, next.Target, true, next.Cleared.Entry) { Reserved = next.Usage.Reserved }],
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
        live.Buffer.Begin(live.Record, Draft(run));
        return next;
    }

    private async Task<ClearedAttempt?> CancelledAsync(ImmutableArray<ConversationEvent> ended, ImmutableArray<UsageEntry> usage)
    {
        if (stop.IsCancellationRequested)
            throw TurnErrors.HostGone(ErrorReason.Moved);
        await EndAsync([.. ended, new TurnCancelled(live.TurnId)], "cancelled", usage);
        return null;
    }

    /// <summary>The next target of the plan; after its last one, when a moment's wait may help, its first again.</summary>
    private async Task<ClearedAttempt?> NextAsync(RunAttempt run, RunAttempt? other)
    {
        var outcome = run.Outcome;
        var spent = live.Record.Spent + Beyond(run) + (other is null ? 0 : Beyond(other));
        if ((await engine.Decider.DispatchAsync(live.Plan, PlaceAfter(run), spent, live.Cancel.Token)).Attempt is { } next)
            return next;

        // An answer that nobody can better is better than none.
        if (live.Cascade.Keep() is { } doubted && (await engine.Decider.DispatchAsync(live.Plan, doubted, spent, live.Cancel.Token, doubted + 1)).Attempt is { } again)
            return again;
        if (_rounds >= engine.Options.Retries || RetryWait.Of(outcome, _rounds, engine.Options.MaxRetryWait) is not { } wait)
            return null;
        if (live.Record.Accepted.Preference.MaxLatency is { } limit && engine.Time.GetElapsedTime(live.Began) + wait >= limit)
            return null;
        _rounds++;
        await Task.Delay(wait, engine.Time, live.Cancel.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return live.Cancel.IsCancellationRequested ? null : (await engine.Decider.DispatchAsync(live.Plan, 0, spent, live.Cancel.Token)).Attempt;
    }

    private TurnDraft? Draft(RunAttempt run) => live.Record.Accepted.Drafts && run.Outcome.Draft is { Text.Length: > 0 } draft
        ? new(run.Number, draft.Text, run.Attempt.Cleared.Entry.SentLabel)
        : null;

    /// <summary>What one replica says is not its own, no other takes.</summary>
    private int PlaceAfter(RunAttempt run)
    {
        var plan = live.Plan.Routed.Decision.Plan;
        if (run.Outcome.Draft is not null && live.Cascade.StrongerAfter(run.Attempt.Place) is { } stronger)
            return stronger;
        var place = run.Attempt.Place + 1;
        while (run.Outcome.Ended is { Declined: true } && place < plan.Length && plan[place].Target.IsReplicaOf(run.Attempt.Target))
            place++;
        return place;
    }

    private void Pay(RunAttempt run)
    {
        if (run.Outcome.Ended?.Risk is not null)
            engine.Instruments.Judged(run.Attempt.Target, run.Outcome.Draft is null);
        if (run.Outcome.Output is null)
            engine.LogAttempt(live.TurnId, run.Number, run.Attempt.Target.Id, run.Outcome.Code);
        else
            engine.LogAnswered(live.TurnId, run.Number, run.Attempt.Target.Id);
        run.Attempt.Reservation?.Settle(run.Cost);
    }

    private AttemptEnded Ended(RunAttempt run) =>
        new(live.TurnId, run.Number, run.Outcome.Code, run.Outcome.Detail, run.Outcome.Ended?.Confidence) { Usage = run.Outcome.Usage, Cost = run.Cost };

    /// <summary>What it cost beyond what was set aside, or less.</summary>
    private static decimal Beyond(RunAttempt run) => run.Cost - run.Attempt.Usage.Reserved;

    /// <summary>What is metered: everything that was counted or set aside.</summary>
    private static ImmutableArray<UsageEntry> Metered(RunAttempt run) => run.Outcome.Usage is null && run.Attempt.Reservation is null
        ? []
        : [run.Attempt.Usage with { Cost = run.Cost, Usage = run.Outcome.Usage, Model = run.Outcome.Ended?.Model ?? run.Attempt.Usage.Model }];

    private TurnCompleted Completed(RunAttempt run)
    {
        var (attempt, number, outcome) = run;
        return new(live.TurnId, number)
        {
            Output = outcome.Output!,
            Restored = outcome.Restored,
            SawLabel = attempt.Cleared.Entry.SentLabel,
            FinishReason = outcome.Ended!.FinishReason,
            Usage = outcome.Usage,
            Cost = run.Cost,
            Confidence = outcome.Ended.Confidence,
            Model = outcome.Ended.Model,
            FirstContentAfter = outcome.FirstContentAfter,
            Duration = engine.Time.GetUtcNow() - live.Record.AcceptedAt,
        };
    }

    private async Task EndAsync(
        ImmutableArray<ConversationEvent> events, string outcome, ImmutableArray<UsageEntry> usage, ClearedAttempt? answered = null, TurnCompleted? completed = null)
    {
        var header = memory.Header!;
        var asked = completed is null ? [] : Asked();
        if (completed is not null)
            header = header with { HistoryDigest = engine.Digests.Extend(asked, completed.Output) };
        await memory.AppendAsync(header, events, live.Plan.Routed.Input.Label.Level, usage);
        if (completed is not null)
            engine.Learning.Answered(live, answered!, completed.Output, asked);
        live.Record = memory.State.Find(live.TurnId)!;
        engine.Instruments.Ended(outcome, answered?.Target, engine.Time.GetUtcNow() - live.Record.AcceptedAt, completed?.FirstContentAfter);
        live.Buffer.End(live.Record);
    }

    /// <summary>Keyed digest of the history with what was asked now.</summary>
    private byte[] Asked()
    {
        var known = memory.Header!.HistoryDigest;
        var history = known.IsEmpty
            ? engine.Digests.History(live.Caller.Owner, live.Caller.KeyId, memory.State.Imported)
            : known;
        return engine.Digests.Extend(history, live.Record.Accepted.Input);
    }
}
