using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.State;

/// <summary>A conversation as the fold of its events. Immutable.</summary>
internal sealed record ConversationState
{
    public static ConversationState Empty { get; } = new();

    /// <summary>Messages that the caller brought along when it opened the conversation.</summary>
    public ImmutableArray<Message> Imported { get; init; } = [];

    public ImmutableArray<TurnRecord> Turns { get; init; } = [];

    /// <summary>Answered turns in the order of their answers: a turn that is tried again saw what was answered meanwhile.</summary>
    public ImmutableArray<TurnRecord> Answered { get; init; } = [];

    /// <summary>What its turns have cost, in US dollars.</summary>
    public decimal Spent => Turns.Sum(static t => t.Spent);

    public TurnRecord? Find(string turnId) => PlaceOf(turnId) is >= 0 and var place ? Turns[place] : null;

    public ConversationState Apply(ConversationEvent e, DateTimeOffset at)
    {
        if (e is TurnAccepted accepted)
        {
            return this with
            {
                Imported = Turns.IsEmpty ? accepted.ImportedHistory : Imported,
                Turns = Turns.Add(new() { Accepted = accepted, AcceptedAt = at }),
            };
        }

        var place = PlaceOf(e.TurnId);
        if (place < 0)
            throw new InvalidDataException("The journal holds an event of a turn that it never accepted. Run the doctor on this data directory.");
        var turn = Turns[place].Apply(e, at);
        return this with
        {
            Turns = Turns.SetItem(place, turn),
            Answered = e is TurnCompleted ? Answered.Add(turn) : Answered,
        };
    }

    /// <summary>What a model is shown before a turn's own input: everything that was asked and answered, oldest first.</summary>
    public ImmutableArray<HistoryMessage> History()
    {
        var history = ImmutableArray.CreateBuilder<HistoryMessage>();
        foreach (var message in Imported)
            history.Add(new(message, MessageOrigin.Person));
        foreach (var turn in Answered)
        {
            if (turn.End is not TurnCompleted completed)
                continue;
            foreach (var message in turn.Accepted.Input)
                history.Add(new(message, MessageOrigin.Person));
            history.Add(new(completed.Output, new(completed.SawLabel, completed.Restored)));
        }

        return history.ToImmutable();
    }

    private int PlaceOf(string turnId)
    {
        // The turn in question is nearly always the last.
        for (var i = Turns.Length - 1; i >= 0; i--)
        {
            if (Turns[i].TurnId == turnId)
                return i;
        }

        return -1;
    }
}
