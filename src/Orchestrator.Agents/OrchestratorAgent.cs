using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Orchestrator.Sdk.Chat;

namespace Orchestrator.Agents;

/// <summary>
/// An agent of the Microsoft Agent Framework whose sessions are conversations: durable where they are kept, private as policy says, each
/// turn answered by the smallest model that answers it well. Responses carry the decision under <see cref="DecisionKeys"/>. Thread-safe;
/// one session runs one turn at a time. Failures are <see cref="OrchestratorException"/>s.
/// </summary>
public sealed class OrchestratorAgent : AIAgent
{
    private static readonly AIAgentMetadata Metadata = new("orchestrator");

    private readonly IChatClient _chat;
    private readonly OrchestratorAgentOptions _options;

    /// <summary>Makes an agent.</summary>
    /// <param name="chat">The client that <c>AddOrchestrator</c> registers, or one around it, such as with <c>UseFunctionInvocation</c>.</param>
    /// <param name="options">What the agent is; null for one without a name, instructions and tools.</param>
    public OrchestratorAgent(IChatClient chat, OrchestratorAgentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(chat);
        (_chat, _options) = (chat, options ?? new());
    }

    /// <inheritdoc/>
    public override string? Name => _options.Name;

    /// <inheritdoc/>
    public override string? Description => _options.Description;

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return base.GetService(serviceType, serviceKey)
            ?? (serviceKey is null && serviceType == typeof(AIAgentMetadata) ? Metadata
            : serviceKey is null && serviceType == typeof(IChatClient) ? _chat
            : _chat.GetService(serviceType, serviceKey));
    }

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) => new(new OrchestratorAgentSession());

    /// <inheritdoc/>
    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(
        AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) => new(Ours(session).Serialize());

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(
        JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        new(OrchestratorAgentSession.Deserialize(serializedState));

    /// <inheritdoc/>
    protected override async Task<AgentResponse> RunCoreAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var ours = Ours(session);
        var response = await _chat.GetResponseAsync(messages, ToChat(ours, options), cancellationToken);
        Remember(ours, response.ConversationId);
        return new(response) { AgentId = Id };
    }

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ours = Ours(session);
        await foreach (var update in _chat.GetStreamingResponseAsync(messages, ToChat(ours, options), cancellationToken))
        {
            Remember(ours, update.ConversationId);
            yield return new(update) { AgentId = Id };
        }
    }

    private static OrchestratorAgentSession Ours(AgentSession? session) => session switch
    {
        null => new(),
        OrchestratorAgentSession ours => ours,
        _ => throw new InvalidOperationException($"The session is a {session.GetType().Name}, of another agent. Take one from this agent's CreateSessionAsync, or its session store."),
    };

    private static void Remember(OrchestratorAgentSession session, string? conversation)
    {
        if (ConversationId.TryParse(conversation ?? "", out var id))
            session.Conversation = id;
    }

    private ChatOptions ToChat(OrchestratorAgentSession session, AgentRunOptions? options)
    {
        var chat = new ChatOptions
        {
            ConversationId = session.Conversation?.ToString(),

            // A conversation that has begun has been told already.
            Instructions = session.Conversation is null ? _options.Instructions : null,
            Tools = _options.Tools.Count > 0 ? [.. _options.Tools] : null,
            ResponseFormat = options?.ResponseFormat,
            AdditionalProperties = [],
        };
        if (_options.Preference is { } preference)
            chat.AdditionalProperties[DecisionKeys.Preference] = preference;
        foreach (var (key, value) in options?.AdditionalProperties ?? [])
            chat.AdditionalProperties[key] = value;
        return chat;
    }
}
