using Orchestrator.Conversations.Targets;
using Orchestrator.Randomness;
using Orchestrator.Routing;

namespace Orchestrator.Conversations.Turns;

/// <summary>Runs one attempt of a turn at its target and says how it went. Publishes content as it comes.</summary>
internal sealed class AttemptRunner(TimeProvider time, TurnOptions options, TargetLoads loads)
{
    /// <param name="attempt">What was cleared.</param>
    /// <param name="number">The attempt's number.</param>
    /// <param name="live">The turn; its buffer shows readers the content, and its source says that the caller cancelled or the host stops.</param>
    /// <param name="lane">Its part where another attempt runs beside it; null when it runs alone.</param>
    public async Task<AttemptOutcome> RunAsync(ClearedAttempt attempt, int number, LiveTurn live, AttemptLane? lane = null)
    {
        var meter = new AttemptMeter(attempt);
        using var load = loads.Begin(attempt.Target.Id);
        var outcome = await RunAsync(attempt, number, live, lane, meter, load);
        if (outcome.IsFailure)
            load.Failed();
        return outcome with { Usage = meter.UsageOf(outcome) };
    }

    private async Task<AttemptOutcome> RunAsync(ClearedAttempt attempt, int number, LiveTurn live, AttemptLane? lane, AttemptMeter meter, AttemptLoad load)
    {
        var cancellationToken = live.Cancel.Token;
        var limit = FirstContentLimit(live);
        if (limit <= TimeSpan.Zero)
            return AttemptOutcome.Failed("timeout", $"{attempt.Target.Id} was not asked, as the time that the caller allows was over", published: false);
        using var firstContent = new CancellationTokenSource(limit, time);
        using var whole = new CancellationTokenSource(options.AttemptTimeout, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(firstContent.Token, whole.Token, lane?.Token ?? cancellationToken);
        var text = new AttemptText(number);
        var judged = live.Cascade.Judges(attempt);
        var pending = new PendingContent(attempt, text, live.Buffer, judged);
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        var onlyOneCall = live.Record.Accepted.Options.ParallelToolCalls is false;
        var called = false;
        try
        {
            any.Token.ThrowIfCancellationRequested();
            if (!await IsRecordedAsync(attempt.Recorded, any.Token))
                return AttemptOutcome.Failed("ledger", $"nothing was sent to {attempt.Target.Id}, as the ledger of what leaves could not be written", published: false);
            var invocation = new Invocation(FreshBytes.HexId(), live.Caller.Tenant, live.Caller.Site) { KeyId = live.Caller.KeyId, Reserved = attempt.Usage.Reserved };
            meter.Asked();
            await foreach (var update in attempt.Connector.RunAsync(attempt.Cleared, invocation, any.Token).WithCancellation(any.Token))
            {
                if (lane is not null && !lane.TrySpeak())
                    return AttemptOutcome.Superseded;
                if (update is ModelEnded ended)
                {
                    if (ended.Declined && !attempt.AcceptsDecline)
                        return AttemptOutcome.Declined(attempt.Target, ended);
                    if (judged && pending.Waiting() is var draft && live.Cascade.Doubt(attempt, ended, draft) is { } doubt)
                        return AttemptOutcome.Doubted(doubt, ended, draft);
                    pending.Flush();
                    return AttemptOutcome.Answered(text.ToMessage(), pending.Restored, ended, first ?? time.GetElapsedTime(started)) with { Duration = time.GetElapsedTime(started) };
                }

                if (first is null)
                {
                    first = time.GetElapsedTime(started);
                    load.HasContent();
                    firstContent.CancelAfter(Timeout.InfiniteTimeSpan);
                }

                meter.Add(update);

                // A model that was told to call one tool at a time and calls more: the first is what was asked for.
                if (update is ModelToolCall && onlyOneCall && called)
                    continue;
                called |= update is ModelToolCall;
                pending.Add(update);
            }

            return cancellationToken.IsCancellationRequested
                ? AttemptOutcome.Cancelled
                : AttemptOutcome.Failed("cut-off", $"{attempt.Target.Id} broke off", pending.Published);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // However a connector words it: the stop was ours, not a failure of the target.
            return AttemptOutcome.Cancelled;
        }
        catch (Exception) when (lane is { Token.IsCancellationRequested: true })
        {
            return AttemptOutcome.Superseded;
        }
        catch (TargetException e)
        {
            return AttemptOutcome.Failed(e.Code, e.Message, pending.Published) with { RetryAfter = e.RetryAfter };
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested)
        {
            var what = first is null ? $"gave no content within {limit.TotalSeconds:0.###} s" : $"did not end within {options.AttemptTimeout.TotalSeconds:0} s";
            return AttemptOutcome.Failed("timeout", $"{attempt.Target.Id} {what}", pending.Published);
        }
        catch (Exception e)
        {
            // Whatever breaks in a connector is that target's failure, not the conversation's; its message may quote text.
            return AttemptOutcome.Failed("internal", $"{attempt.Target.Id} failed inside its connector ({e.GetType().Name})", pending.Published);
        }
    }

    /// <summary>Whatever the reason, what is not in the ledger does not leave.</summary>
    private static async ValueTask<bool> IsRecordedAsync(Task recorded, CancellationToken cancellationToken)
    {
        if (!recorded.IsCompleted)
            await recorded.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return recorded.IsCompletedSuccessfully;
    }

    /// <summary>The caller's limit holds for the whole turn, whichever attempt it is.</summary>
    private TimeSpan FirstContentLimit(LiveTurn live)
    {
        var left = live.Record.Accepted.Preference.MaxLatency - time.GetElapsedTime(live.Began);
        return left < options.FirstContentTimeout ? left.Value : options.FirstContentTimeout;
    }
}
