using Orchestrator.Conversations;

namespace Orchestrator.Conformance.Conversations;

/// <summary>Shorthand of the suite.</summary>
public static class Turns
{
    public static Caller Ann { get; } = new("acme", "ann", "home", "key-1");

    public static TurnRequest Ask(string text, string? id = null, ConversationId? conversation = null) =>
        new() { Conversation = conversation, TurnId = id, Input = [Message.User(text)] };

    /// <summary>Reads to the end.</summary>
    public static async Task<Transcript> ReadAllAsync(this IAsyncEnumerable<TurnUpdate> updates, CancellationToken cancellationToken = default)
    {
        var all = new List<TurnUpdate>();
        await foreach (var update in updates.WithCancellation(cancellationToken))
            all.Add(update);
        return new(all);
    }

    public static async Task<TurnView> SendAsync(this IConversations conversations, TurnRequest request, Caller? caller = null) =>
        (await conversations.SendTurnAsync(caller ?? Ann, request, default).ReadAllAsync()).End;
}
