namespace Orchestrator.Api.Tests;

/// <summary>A test with a server of its own.</summary>
public abstract class ApiTest : IAsyncLifetime
{
    private protected ApiServer Server { get; private set; } = null!;

    private protected ScriptedConversations Conversations => Server.Conversations;

    public async Task InitializeAsync() => Server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
