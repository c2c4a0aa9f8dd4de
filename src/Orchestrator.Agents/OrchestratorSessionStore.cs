using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Agents.AI;
using Orchestrator.Sdk;

namespace Orchestrator.Agents;

/// <summary>
/// Keeps sessions under the names that an app gives them. What was said stays in the session's conversation; a file for each session
/// holds only the conversation's id and the framework's state bag. Thread-safe, and several processes may share the folder.
/// </summary>
public sealed class OrchestratorSessionStore : AgentSessionStore
{
    private readonly IOrchestratorClient _client;
    private readonly string _folder;

    /// <summary>Makes a store.</summary>
    /// <param name="client">Whose conversations the sessions are.</param>
    /// <param name="folder">Where the files are; it is made when the first session is saved.</param>
    public OrchestratorSessionStore(IOrchestratorClient client, string folder)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (_client, _folder) = (client, folder);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The session is of another agent.</exception>
    public override async ValueTask SaveSessionAsync(AIAgent agent, AgentSessionStoreKey key, AgentSession session, CancellationToken cancellationToken = default)
    {
        var saved = await agent.SerializeSessionAsync(session, cancellationToken: cancellationToken);
        Directory.CreateDirectory(_folder);
        var path = PathOf(agent, key);
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await File.WriteAllTextAsync(temporary, saved.GetRawText(), cancellationToken);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The session; null when none of this name is saved, or its conversation was erased or is not this caller's.</summary>
    /// <inheritdoc/>
    public override async ValueTask<AgentSession?> GetSessionAsync(AIAgent agent, AgentSessionStoreKey key, CancellationToken cancellationToken = default)
    {
        if (await ReadAsync(agent, key, cancellationToken) is not { } session)
            return null;
        return session.Conversation is not { } conversation || await ExistsAsync(conversation, cancellationToken) ? session : null;
    }

    /// <summary>Deletes the session and erases its conversation, for good.</summary>
    /// <inheritdoc/>
    public override async ValueTask DeleteSessionAsync(AIAgent agent, AgentSessionStoreKey key, CancellationToken cancellationToken = default)
    {
        // The conversation first: a session whose erasure broke off can be deleted again.
        if (await ReadAsync(agent, key, cancellationToken) is { Conversation: { } conversation } && await ExistsAsync(conversation, cancellationToken))
            await _client.EraseAsync(EraseRequest.OfConversation(conversation), cancellationToken);
        if (Directory.Exists(_folder))
            File.Delete(PathOf(agent, key));
    }

    private async Task<OrchestratorAgentSession?> ReadAsync(AIAgent agent, AgentSessionStoreKey key, CancellationToken cancellationToken)
    {
        var path = PathOf(agent, key);
        if (!File.Exists(path))
            return null;
        using var saved = JsonDocument.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        return (OrchestratorAgentSession)await agent.DeserializeSessionAsync(saved.RootElement.Clone(), cancellationToken: cancellationToken);
    }

    private async Task<bool> ExistsAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        try
        {
            await _client.GetConversationAsync(conversation, cancellationToken);
            return true;
        }
        catch (OrchestratorException e) when (e.Error.Reason is ErrorReason.NotFound or ErrorReason.ConversationErased)
        {
            return false;
        }
    }

    /// <summary>Names may be anything, a path among it; the file's name is their digest.</summary>
    private string PathOf(AIAgent agent, AgentSessionStoreKey key)
    {
        string[] parts = [agent.Name ?? "", key.SessionId, .. (key.Partitions ?? new Dictionary<string, string>()).OrderBy(static p => p.Key, StringComparer.Ordinal).SelectMany(static p => new[] { p.Key, p.Value })];
        return Path.Combine(_folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))))}.json");
    }
}
