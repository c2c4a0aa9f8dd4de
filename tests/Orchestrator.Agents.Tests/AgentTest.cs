using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Sdk;

namespace Orchestrator.Agents.Tests;

/// <summary>Agents over a real engine on a store of its own, whose only target echoes.</summary>
public abstract class AgentTest : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _engine;

    protected AgentTest() => _engine = new ServiceCollection()
        .AddTestEngine(Path.Combine(_directory.Path, "data"), Zone.Device, [Target], new())
        .AddLocalConversations()
        .BuildServiceProvider();

    private protected static Caller Ann { get; } = Orchestrator.Conformance.Conversations.Turns.Ann;

    private protected ScriptedTarget Target { get; } = ScriptedTarget.Echo();

    private protected string SessionFolder => Path.Combine(_directory.Path, "sessions");

    /// <summary>What an app of a caller registers.</summary>
    private protected ServiceProvider App(Caller? caller = null, Action<OrchestratorAgentOptions>? configure = null) => new ServiceCollection()
        .AddSingleton<IOrchestratorClient>(new EngineClient(_engine.GetRequiredService<IConversations>(), _engine.GetRequiredService<IErasure>(), caller ?? Ann))
        .AddOrchestrator()
        .AddOrchestratorAgent(configure)
        .AddOrchestratorSessions(SessionFolder)
        .BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }
}
