using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Inference.Workers;

/// <summary>A model in a worker process, behind the chat interface. Thread-safe. Owns the supervisor.</summary>
internal sealed class WorkerChatClient(WorkerSupervisor supervisor) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("orchestrator", null, supervisor.Ready.Id);

    /// <exception cref="TargetException">What the model says in its process, <c>busy</c> while that is started again, or <c>internal</c> when it ended in the middle of the answer.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <exception cref="TargetException">What the model says in its process, <c>busy</c> while that is started again, or <c>internal</c> when it ended in the middle of the answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        var id = $"decoder-{Guid.NewGuid():N}";
        await foreach (var update in supervisor.Current().AskAsync([.. messages], AnswerMapping.Of(options), cancellationToken))
            yield return AnswerMapping.Update(update, id, supervisor.Ready.Id);
        supervisor.Answered();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(supervisor.Ready.Decoder) ? supervisor.Ready.Decoder
        : serviceType.IsInstanceOfType(supervisor) ? supervisor
        : null;

    public void Dispose() => supervisor.Dispose();
}
