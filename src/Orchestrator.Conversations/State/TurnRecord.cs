using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Routing;

namespace Orchestrator.Conversations.State;

/// <summary>A turn as the journal tells it. Immutable: a reader that holds one sees one moment.</summary>
internal sealed record TurnRecord
{
    public required TurnAccepted Accepted { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public TurnRouted? Routed { get; init; }

    public ImmutableArray<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>Completed, failed, cancelled or interrupted; null while it runs.</summary>
    public ConversationEvent? End { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What its attempts have cost, in US dollars. One without an end counts at its most.</summary>
    public decimal Spent => Attempts.Sum(a => a.Ended?.Cost ?? (End is TurnCompleted completed && completed.Attempt == a.Started.Attempt ? completed.Cost : a.Started.Reserved));

    /// <summary>What was said of it, one judgement a key, the oldest first.</summary>
    public ImmutableArray<GivenFeedback> Feedback { get; init; } = [];

    public string TurnId => Accepted.TurnId;

    /// <summary>The attempt that answered, or the current one; 0 without any. One that another superseded is never it.</summary>
    public int Attempt => Current?.Attempt ?? 0;

    /// <summary>How many attempts there were; the next has the number after it.</summary>
    public int AttemptCount => Attempts.Length;

    public TurnState State => End switch
    {
        null => TurnState.Running,
        TurnCompleted => TurnState.Completed,
        TurnCancelled => TurnState.Cancelled,
        TurnInterrupted => TurnState.Interrupted,
        _ => TurnState.Failed,
    };

    /// <summary>Whether sending the same turn id again makes a new attempt.</summary>
    public bool CanBeTriedAgain => End is TurnInterrupted || (End is TurnFailed failed && failed.Error.Retryable);

    /// <summary>The turn after one more of its events.</summary>
    public TurnRecord Apply(ConversationEvent e, DateTimeOffset at) => e switch
    {
        TurnRouted routed => this with { Routed = routed, End = null, EndedAt = null },
        AttemptStarted started => this with { Attempts = Attempts.Add(new(started, null)), End = null, EndedAt = null },
        AttemptEnded ended => this with { Attempts = [.. Attempts.Select(a => a.Started.Attempt == ended.Attempt ? a with { Ended = ended } : a)] },
        TurnFeedback feedback => this with
        {
            Feedback = [.. Feedback.Where(f => f.KeyId != feedback.KeyId), new(feedback.Judgement, feedback.KeyId, at)],
        },
        _ => this with { End = e, EndedAt = at },
    };

    public TurnView View(ConversationId conversation)
    {
        var completed = End as TurnCompleted;
        var costs = Costs();
        return new()
        {
            Conversation = conversation,
            TurnId = TurnId,
            State = State,
            Input = Accepted.Input,
            Output = completed?.Output,
            FinishReason = completed?.FinishReason,
            Error = (End as TurnFailed)?.Error,
            Route = Route(),
            Usage = completed?.Usage,
            Cost = costs.Sum(static c => c.Cost),
            Costs = costs,
            AcceptedAt = AcceptedAt,
            EndedAt = EndedAt,
            Feedback = Feedback,
        };
    }

    public TurnRoute Route()
    {
        var last = Current;
        var completed = End as TurnCompleted;
        var target = last?.Target;
        if (target is not null && completed?.Model is { } model && target.Model.Digest is null)
            target = target with { Model = target.Model with { Name = model } };
        var told = last is { Fallback: true } ? Routed?.Decision.ToldOf(last.Target.Id, Routed.Input.Label) : Routed?.Decision;
        return new()
        {
            Entered = Accepted.Entered,
            Target = target,
            Attempt = last?.Attempt ?? 0,
            Fallback = last?.Fallback ?? false,
            ReasonCode = told?.ReasonCode ?? "",
            Reasons = Reasons(told),
            PolicyVersion = Routed?.PolicyVersion ?? "",
            Label = Routed?.Input.Label ?? Label.Public,
            Confidence = completed?.Confidence,
            Ledger = [.. Attempts.Select(a => a.Started.Ledger)],
        };
    }

    /// <summary>The attempt that answered, or the current one; null without any. One that another superseded is never it.</summary>
    public AttemptStarted? Current
    {
        get
        {
            for (var i = Attempts.Length - 1; i >= 0; i--)
            {
                var (started, ended) = Attempts[i];
                if (End is TurnCompleted completed ? completed.Attempt == started.Attempt : ended is not { Outcome: AttemptEnded.Superseded })
                    return started;
            }

            return null;
        }
    }

    private ImmutableArray<AttemptCost> Costs()
    {
        if (End is not TurnCompleted && Attempts.All(static a => a.Ended?.Usage is null))
            return [];
        var costs = ImmutableArray.CreateBuilder<AttemptCost>(Attempts.Length);
        foreach (var (started, ended) in Attempts)
        {
            if (ended?.Usage is { } lost)
                costs.Add(new(started.Attempt, started.Target.Id, ended.Outcome, lost, ended.Cost, started.Target.Price.Of(lost).ToString()));
            else if (End is TurnCompleted { Usage: { } used } completed && completed.Attempt == started.Attempt)
                costs.Add(new(started.Attempt, started.Target.Id, "answered", used, completed.Cost, started.Target.Price.Of(used).ToString()));
        }

        return costs.DrainToImmutable();
    }

    private ImmutableArray<string> Reasons(RouteDecision? told) =>
    [
        .. Attempts.Where(a => a.Ended is { Outcome: not "cancelled" }).Select(
            a => $"{a.Started.Target.Id} was {(a.Ended!.Outcome == AttemptEnded.Superseded ? "asked as well" : "tried first")}: {a.Ended!.Detail}."),
        .. told?.Reasons ?? [],
    ];
}
