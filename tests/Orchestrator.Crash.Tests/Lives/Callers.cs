using System.Text;
using Orchestrator.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>What callers do in a life, and what they learn by it.</summary>
internal sealed class Callers(Life life)
{
    private static readonly string[] s_subjects = ["tides", "bridges", "clouds", "lanterns", "rivers", "violins", "gardens", "kettles"];
    private static readonly string[] s_behaviours = ["plain", "plain", "plain", "fallback", "restart", "hold"];

    /// <summary>Something for each conversation to do at the same time as the others.</summary>
    public IReadOnlyList<Func<Task>> NextActs() => [.. life.Truth.Conversations.Select(NextAct)];

    /// <summary>Sends a turn and reads it to its end.</summary>
    public Task SendAsync(KnownConversation conversation, KnownTurn turn) =>
        ReadAsync(life.Conversations.SendTurnAsync(Ann, Request(conversation, turn), default), conversation, turn, default, int.MaxValue);

    /// <summary>Reads on from where a reader left.</summary>
    public Task ResumeAsync(KnownConversation conversation, KnownTurn turn) =>
        ReadAsync(life.Conversations.ReadTurnAsync(Ann, conversation.Id!.Value, turn.Id, turn.Cursor, default), conversation, turn, turn.Cursor, int.MaxValue);

    /// <summary>Asks for an answered turn once more: the same answer, and no target is asked.</summary>
    public async Task RepeatAsync(KnownConversation conversation, KnownTurn turn)
    {
        var runs = life.Truth.Runs.GetValueOrDefault(turn.Text);
        var ended = turn.Ended;
        await SendAsync(conversation, turn);
        if (ended is not null && life.Truth.Runs.GetValueOrDefault(turn.Text) != runs)
            throw new BrokenPromiseException($"turn {turn.Id} had ended, and a repeat ran it again");
    }

    /// <summary>Lets every answer that is held back come to its end.</summary>
    public IReadOnlyList<Func<Task>> LetGoActs() =>
        [.. life.Truth.Conversations.Select(c => (Func<Task>)(() => c.Held is { } held ? LetGoAsync(c, held) : Task.CompletedTask))];

    private Func<Task> NextAct(KnownConversation conversation)
    {
        if (conversation.Held is { } held)
        {
            return life.Random.Next(4) switch
            {
                0 => ReadSome(conversation, held),
                1 => () => CancelAsync(conversation, held),
                _ => () => LetGoAsync(conversation, held),
            };
        }

        // Without its first turn there is no conversation to go on with.
        if (conversation.Turns is [{ Acknowledged: false } opening, ..])
            return () => SendAsync(conversation, opening);

        var ended = conversation.Turns.Where(t => t.Ended is not null).ToList();
        var choice = ended.Count == 0 ? 9 : life.Random.Next(10);
        if (choice < 3)
        {
            var known = ended[life.Random.Next(ended.Count)];
            return choice == 0 ? () => OtherBodyAsync(conversation, known) : () => RepeatAsync(conversation, known);
        }

        var turn = NewTurn(conversation);
        if (turn.Text.StartsWith("hold", StringComparison.Ordinal))
        {
            var read = ReadSome(conversation, turn);
            return () => StartHeldAsync(conversation, turn, read);
        }

        if (choice > 7 && conversation.Turns.Count > 1)
        {
            var second = NewTurn(conversation, "plain");
            return () => SendBothAsync(conversation, turn, second);
        }

        return () => SendAsync(conversation, turn);
    }

    private KnownTurn NewTurn(KnownConversation conversation, string? behaviour = null)
    {
        var number = conversation.Turns.Count;
        behaviour ??= s_behaviours[life.Random.Next(s_behaviours.Length)];
        var length = life.Random.Next(5) == 0 ? 120 : 1;
        var words = string.Join(' ', Enumerable.Repeat(s_subjects[life.Random.Next(s_subjects.Length)], length));
        var turn = new KnownTurn($"{conversation.Name}-t{number}", $"{behaviour} about {words} in {conversation.Name} turn {number}");
        conversation.Turns.Add(turn);
        return turn;
    }

    // Behind each other in one conversation: the second arrives while the first is being accepted.
    private async Task SendBothAsync(KnownConversation conversation, KnownTurn first, KnownTurn second)
    {
        var sending = SendAsync(conversation, first);
        try
        {
            await SendAsync(conversation, second);
        }
        finally
        {
            await sending;
        }
    }

    private async Task OtherBodyAsync(KnownConversation conversation, KnownTurn turn)
    {
        try
        {
            await life.Conversations.StartTurnAsync(Ann, Request(conversation, turn) with { Input = [Message.User("something else")] }, default);
        }
        catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.TurnIdReused)
        {
            return;
        }

        throw new BrokenPromiseException($"turn {turn.Id} was taken with another body");
    }

    private async Task StartHeldAsync(KnownConversation conversation, KnownTurn turn, Func<Task> read)
    {
        var view = await life.Conversations.StartTurnAsync(Ann, Request(conversation, turn), default);
        Learn(conversation, turn, view);
        conversation.Held = turn;
        await read();
    }

    // Leaves in the middle of the answer, and sometimes keeps only the first word of it.
    private Func<Task> ReadSome(KnownConversation conversation, KnownTurn turn)
    {
        var pieces = life.Random.Next(1, 3);
        var forgets = life.Random.Next(2) == 0;
        return async () =>
        {
            await ReadAsync(life.Conversations.ReadTurnAsync(Ann, conversation.Id!.Value, turn.Id, default, default), conversation, turn, default, pieces);
            if (forgets)
                turn.Cursor = turn.Cursor with { Offset = "Lauf ".Length };
        };
    }

    private async Task LetGoAsync(KnownConversation conversation, KnownTurn turn)
    {
        conversation.Held = null;
        life.Targets.LetGo(turn.Text);
        await ResumeAsync(conversation, turn);
    }

    private async Task CancelAsync(KnownConversation conversation, KnownTurn turn)
    {
        conversation.Held = null;
        turn.CancelAsked = true;
        turn.Told(await life.Conversations.CancelTurnAsync(Ann, conversation.Id!.Value, turn.Id, default));
    }

    private static async Task ReadAsync(IAsyncEnumerable<TurnUpdate> updates, KnownConversation conversation, KnownTurn turn, TurnCursor from, int pieces)
    {
        var (attempt, offset) = (from.Attempt, from.Offset);
        await foreach (var update in updates)
        {
            switch (update)
            {
                case TurnStarted started:
                    Learn(conversation, turn, started.Turn);
                    break;
                case AttemptBegan began:
                    (attempt, offset) = (began.Route.Attempt, 0);
                    break;
                case TurnText piece:
                    attempt = attempt == 0 ? piece.Attempt : attempt;
                    if ((piece.Attempt, piece.Offset) != (attempt, offset))
                        throw new BrokenPromiseException($"turn {turn.Id}: a reader at {attempt}:{offset} was given {piece.Attempt}:{piece.Offset}");
                    turn.Saw(piece.Attempt, piece.Offset, piece.Text);
                    offset += Encoding.UTF8.GetByteCount(piece.Text);
                    turn.Cursor = new(attempt, offset);
                    if (--pieces == 0)
                        return;
                    break;
                case TurnEnded ended:
                    turn.Told(ended.Turn);
                    turn.ReadToEnd(ended.Turn);
                    return;
            }
        }

        throw new BrokenPromiseException($"turn {turn.Id}: a read ended without an end");
    }

    private static void Learn(KnownConversation conversation, KnownTurn turn, TurnView view)
    {
        if (conversation.Id is { } id && id != view.Conversation)
            throw new BrokenPromiseException($"turn {turn.Id} of conversation {conversation.Name} is in another one");
        conversation.Id = view.Conversation;
        turn.Told(view);
    }

    private static TurnRequest Request(KnownConversation conversation, KnownTurn turn) =>
        Ask(turn.Text, turn.Id, conversation.Turns[0] == turn ? null : conversation.Id) with { AllowRestart = turn.MayRestart };
}
