using System.Buffers.Text;
using System.Text;
using Orchestrator.Conversations;

namespace Orchestrator.Api.Responses;

/// <summary>
/// A response is a turn: its id names the conversation and the turn, so that nothing more need be kept. It is no authorisation; whose
/// the conversation is decides.
/// </summary>
internal static class ResponseId
{
    private const string Prefix = "resp_";
    private const string ConversationPrefix = "conv_";
    private const int ConversationDigits = 32;

    public static string Of(TurnView turn) => $"{Prefix}{Suffix(turn)}";

    /// <summary>What the ids of a response's items share.</summary>
    public static string Suffix(TurnView turn) => $"{turn.Conversation}{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(turn.TurnId))}";

    /// <exception cref="OrchestratorException">It is no id of a response.</exception>
    public static (ConversationId Conversation, string TurnId) Parse(string? text, string field)
    {
        var at = Prefix.Length + ConversationDigits;
        if (text is not null && text.Length > at && text.StartsWith(Prefix, StringComparison.Ordinal)
            && ConversationId.TryParse(text[Prefix.Length..at], out var conversation) && Base64Url.IsValid(text.AsSpan(at)))
            return (conversation, Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text.AsSpan(at))));
        throw new OrchestratorException(ErrorReason.NotFound, "There is no such response for this caller.", field);
    }

    public static string OfConversation(ConversationId id) => $"{ConversationPrefix}{id}";

    /// <exception cref="OrchestratorException">It is no id of a conversation.</exception>
    public static ConversationId ParseConversation(string? text, string field) =>
        ConversationId.TryParse(text?.StartsWith(ConversationPrefix, StringComparison.Ordinal) is true ? text[ConversationPrefix.Length..] : text, out var id)
            ? id
            : throw new OrchestratorException(ErrorReason.NotFound, "There is no such conversation for this caller.", field);
}
