using System.Text.Json;
using Microsoft.Agents.AI;

namespace Orchestrator.Agents;

/// <summary>
/// A session is a conversation: what was said is kept where the conversation is, encrypted and under its policy, and not here. Not
/// thread-safe, as sessions are.
/// </summary>
public sealed class OrchestratorAgentSession : AgentSession
{
    /// <summary>A session whose conversation begins with its first run.</summary>
    public OrchestratorAgentSession()
    {
    }

    /// <summary>A session that goes on with a conversation.</summary>
    /// <param name="conversation">The conversation; it must be the caller's.</param>
    public OrchestratorAgentSession(ConversationId conversation) => Conversation = conversation;

    private OrchestratorAgentSession(ConversationId? conversation, AgentSessionStateBag state)
        : base(state) => Conversation = conversation;

    /// <summary>The conversation; null before the first run.</summary>
    public ConversationId? Conversation { get; internal set; }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType == typeof(ConversationId) && Conversation is { } conversation ? conversation : base.GetService(serviceType, serviceKey);
    }

    internal JsonElement Serialize() =>
        JsonSerializer.SerializeToElement(new SavedSession(Conversation?.ToString(), StateBag.Serialize()), SavedSessionJson.Default.SavedSession);

    /// <exception cref="InvalidDataException">It is no saved session.</exception>
    internal static OrchestratorAgentSession Deserialize(JsonElement saved)
    {
        try
        {
            var session = saved.Deserialize(SavedSessionJson.Default.SavedSession) ?? throw new JsonException();
            ConversationId? conversation = session.Conversation is not { } text ? null
                : ConversationId.TryParse(text, out var id) ? id
                : throw new JsonException();
            return new(conversation, session.State is { ValueKind: JsonValueKind.Object } state ? AgentSessionStateBag.Deserialize(state) : new());
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("""This is no saved session: expected {"conversation":"<32 hex digits>","state":{…}}.""", e);
        }
    }
}
