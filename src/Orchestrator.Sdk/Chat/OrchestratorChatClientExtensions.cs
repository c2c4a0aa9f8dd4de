using Microsoft.Extensions.AI;

namespace Orchestrator.Sdk.Chat;

/// <summary>Conversations for programs that know Microsoft.Extensions.AI.</summary>
public static class OrchestratorChatClientExtensions
{
    /// <summary>An <see cref="IChatClient"/> over the client, thread-safe as it is. Disposing it leaves the client alone.</summary>
    /// <remarks>
    /// Options that would change the answer and that a turn does not carry are refused before anything is sent, with
    /// <see cref="ErrorReason.Unsupported"/> and the option's name: <see cref="ChatOptions.FrequencyPenalty"/> and
    /// <see cref="ChatOptions.PresencePenalty"/> other than 0, <see cref="ChatOptions.TopK"/>, <see cref="ChatOptions.Reasoning"/> and
    /// <see cref="ChatOptions.RawRepresentationFactory"/>. Of <see cref="ChatOptions.AdditionalProperties"/> those of
    /// <see cref="DecisionKeys"/> are read and the others passed over.
    /// </remarks>
    /// <param name="client">The client.</param>
    public static IChatClient AsChatClient(this IOrchestratorClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new OrchestratorChatClient(client);
    }
}
