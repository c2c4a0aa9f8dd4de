using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Turns;

namespace Orchestrator.Conversations.Hosting;

/// <summary>
/// Runs an attempt, and when it has no content after a while, the plan's next beside it: an attempt of its own, cleared, in the ledger
/// and durable before its bytes leave. The first content wins; the other is stopped, and what it took is counted.
/// </summary>
internal sealed class HedgedRun(TurnEngine engine, ConversationMemory memory, LiveTurn live)
{
    /// <param name="attempt">The attempt.</param>
    /// <param name="number">Its number.</param>
    /// <returns>The attempt that counts, and the one that ran beside it.</returns>
    public async Task<(RunAttempt Run, RunAttempt? Other)> RunAsync(ClearedAttempt attempt, int number)
    {
        if (PlaceOfHedge(attempt) is not { } place)
            return (new(attempt, number, await engine.Runner.RunAsync(attempt, number, live)), null);

        using var race = new AttemptRace(Show, live.Cancel.Token);
        var first = engine.Runner.RunAsync(attempt, number, live, race.Enter(number));
        using (var wait = CancellationTokenSource.CreateLinkedTokenSource(live.Cancel.Token))
        {
            await Task.WhenAny(first, race.Decided, Task.Delay(engine.Options.HedgeAfter, engine.Time, wait.Token));
            await wait.CancelAsync();
        }

        if (first.IsCompleted || race.Winner != 0 || live.Cancel.IsCancellationRequested || (await engine.Decider.DispatchAsync(live.Plan, place, live.Record.Spent, live.Cancel.Token, place + 1)).Attempt is not { } hedge)
            return (new(attempt, number, await first), null);

        try
        {
            await memory.AppendAsync(
                memory.Header!,
                [new AttemptStarted(live.TurnId, number + 1, hedge.Target, true, hedge.Cleared.Entry) { Reserved = hedge.Usage.Reserved }],
                live.Plan.Routed.Input.Label.Level,
                hedge.Reservation is null ? [] : [hedge.Usage]);
        }
        catch
        {
            // Nothing was sent to it.
            hedge.Reservation?.Settle(0);
            race.Stop();
            await first;
            throw;
        }

        live.Record = memory.State.Find(live.TurnId)!;
        var second = engine.Runner.RunAsync(hedge, number + 1, live, race.Enter(number + 1));
        RunAttempt[] both = [new(attempt, number, await first), new(hedge, number + 1, await second)];
        return race.Winner == number ? (both[0], both[1]) : (both[1], both[0]);

        void Show(int speaking)
        {
            if (speaking > number)
                live.Buffer.Begin(memory.State.Find(live.TurnId)!);
        }
    }

    /// <summary>The next place of the plan that may be asked as well; null when none is worth it.</summary>
    private int? PlaceOfHedge(ClearedAttempt attempt)
    {
        if (!attempt.Target.Capabilities.OpenEnded)
            return null;
        var plan = live.Plan.Routed.Decision.Plan;
        for (var place = attempt.Place + 1; place < plan.Length; place++)
        {
            if (plan[place].Target.Capabilities.OpenEnded && Fits(attempt.Target, plan[place].Target))
                return place;
        }

        return null;
    }

    /// <summary>Where the caller limits the cost, both together must stay within it, whatever they answer.</summary>
    private bool Fits(Target first, Target second)
    {
        var input = live.Plan.Routed.Input;
        if (input.Preference.MaxCost is not { } limit)
            return true;
        return input.MaxOutputTokens is { } most
            && first.Price.Of(input.PromptTokens, most) + second.Price.Of(input.PromptTokens, most) <= limit;
    }
}
