using System.Collections.Immutable;
using Orchestrator.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>
/// What callers do after a crash: they look at their turns, read on from where they were, and send again what they do not know to be
/// answered. In the end each turn has one answer, the one that was told before if one was.
/// </summary>
internal sealed class Recovery(Life life, Callers callers)
{
    public IReadOnlyList<Func<Task>> Acts() => [.. life.Truth.Conversations.Select(c => (Func<Task>)(() => RecoverAsync(c)))];

    /// <summary>Compares what is listed with what was told.</summary>
    public async Task<ImmutableArray<TurnView>> LookAsync(KnownConversation conversation)
    {
        if (conversation.Rows.Count == 0)
            return [];
        var listed = (await life.Conversations.ListTurnsAsync(Ann, conversation.Id!.Value, 200, null, default)).Items;
        var found = listed.Select(t => conversation.Turns.Single(k => k.Id == t.TurnId)).ToList();
        if (conversation.Turns.Find(t => t.Acknowledged && !found.Contains(t)) is { } lost)
            throw new BrokenPromiseException($"turn {lost.Id} was acknowledged and is lost");
        if (!found.Where(t => t.Acknowledged).SequenceEqual(conversation.Turns.Where(t => t.Acknowledged)))
            throw new BrokenPromiseException($"{conversation.Name}: the turns {string.Join(", ", listed.Select(t => t.TurnId))} are not in the order in which they were accepted");

        // What nobody was told to be accepted comes behind, if it was not.
        conversation.Reorder(found);
        foreach (var (view, turn) in listed.Zip(conversation.Turns))
        {
            if (view.State == TurnState.Running)
                throw new BrokenPromiseException($"turn {turn.Id} is said to run, and nobody runs it");
            turn.Told(view);
        }

        return listed;
    }

    private async Task RecoverAsync(KnownConversation conversation)
    {
        var listed = await LookAsync(conversation);
        foreach (var turn in conversation.Turns.Take(listed.Length).Where(t => t.Cursor.Offset > 0))
            await callers.ResumeAsync(conversation, turn);
        foreach (var turn in conversation.Turns)
        {
            await callers.RepeatAsync(conversation, turn);
            if (turn.Ended is null)
                throw new BrokenPromiseException($"turn {turn.Id} was sent again and has no end");
        }

        foreach (var turn in conversation.Turns.Where(t => t.Cursor.Offset > 0))
            await callers.ResumeAsync(conversation, turn);
    }
}
