using Microsoft.Extensions.AI;

namespace Orchestrator.Sdk.Chat;

/// <summary>Conversations for programs that know Microsoft.Extensions.AI.</summary>
public static class OrchestratorChatClientExtensions
{
    /// <summary>An <see cref="IChatClient"/> over the client, thread-safe as it is. Disposing it leaves the client alone.</summary>
    /// <param name="client">The client.</param>
    public static IChatClient AsChatClient(this IOrchestratorClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new OrchestratorChatClient(client);
    }
}
