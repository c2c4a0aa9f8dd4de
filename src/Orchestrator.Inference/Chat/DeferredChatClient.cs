using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Chat;

/// <summary>A model that is loaded, on another thread, when it is asked for the first time. Thread-safe. Owns what it loads.</summary>
/// <param name="load">Loads it.</param>
/// <param name="known">What is known of it before.</param>
internal sealed class DeferredChatClient(Func<Task<IChatClient>> load, params object[] known) : IChatClient
{
    private readonly Lazy<Task<IChatClient>> _client = new(() => Task.Run(load));

    /// <summary>The model; who asks for it has it loaded.</summary>
    /// <exception cref="ModelLoadException">It cannot be loaded any more.</exception>
    public Task<IChatClient> Client => _client.Value;

    /// <summary>Why it could not be loaded; null as long as nothing is known against it.</summary>
    public string? Problem => _client.IsValueCreated ? _client.Value.Exception?.InnerException?.Message : null;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await (await Client.WaitAsync(cancellationToken)).GetResponseAsync(messages, options, cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = await Client.WaitAsync(cancellationToken);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this
            : Loaded is { } client ? client.GetService(serviceType, serviceKey)
            : serviceKey is null ? Array.Find(known, serviceType.IsInstanceOfType) : null;
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _ = DisposeAsync(_client.Value);
    }

    private IChatClient? Loaded => _client is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } loaded } ? loaded.GetAwaiter().GetResult() : null;

    // At once where it is loaded, otherwise as soon as it is.
    private static async Task DisposeAsync(Task<IChatClient> loading)
    {
        try
        {
            (await loading).Dispose();
        }
        catch (ModelLoadException)
        {
            // Who asked for it was told, and there is nothing to free.
        }
    }
}
