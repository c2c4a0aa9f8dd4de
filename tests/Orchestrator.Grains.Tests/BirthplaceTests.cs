using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Journal;
using Orchestrator.Grains.Hosting;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Grains.Tests;

/// <summary>A call that names no conversation runs in its silo without a grain. Nobody can tell, whichever silo they ask.</summary>
public sealed class BirthplaceTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly GatedTarget _target = new();
    private readonly List<IHost> _silos = [];

    public async Task InitializeAsync()
    {
        var (firstSilo, firstGateway) = (FreePorts.One(), FreePorts.One());
        await StartAsync(silo => silo.UseLocalhostClustering(firstSilo, firstGateway), store: null);
        await StartAsync(
            silo => silo.UseLocalhostClustering(FreePorts.One(), FreePorts.One(), new(IPAddress.Loopback, firstSilo)), _silos[0].Services);
    }

    public async Task DisposeAsync()
    {
        _silos.Reverse();
        foreach (var silo in _silos)
        {
            await silo.StopAsync();
            await ((IAsyncDisposable)silo).DisposeAsync();
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task Another_silo_reads_and_cancels_a_turn_that_runs_without_a_grain()
    {
        var (born, other) = (Conversations(0), Conversations(1));
        var running = await born.StartTurnAsync(Ann, Ask("a long story"), default);
        await _target.Started;

        var seen = await other.GetConversationAsync(Ann, running.Conversation, default);
        var cancelled = await other.CancelTurnAsync(Ann, running.Conversation, running.TurnId, default);

        Assert.Equal(running.Conversation, seen.Id);
        Assert.Equal(TurnState.Cancelled, cancelled.State);
        Assert.Equal(1, cancelled.Route.Attempt);
    }

    [Fact]
    public async Task What_comes_back_goes_on_where_the_first_turn_ended()
    {
        _target.Say("first");
        _target.End();
        var first = await Conversations(1).SendAsync(Ask("once"));
        _target.Say("second");
        _target.End();

        var second = await Conversations(0).SendAsync(Ask("again", conversation: first.Conversation));

        Assert.Equal(("first", "second"), (first.Output!.Text, second.Output!.Text));
        Assert.Equal(first.Conversation, second.Conversation);
        Assert.Equal(2, (await Conversations(1).ListTurnsAsync(Ann, first.Conversation, 10, null, default)).Items.Length);
    }

    [Fact]
    public async Task A_silo_that_leaves_gives_up_the_turn_and_another_says_how_it_ended()
    {
        var running = await Conversations(1).StartTurnAsync(Ann, Ask("a long story"), default);
        await _target.Started;

        await _silos[1].StopAsync();

        var turn = Assert.Single((await Conversations(0).ListTurnsAsync(Ann, running.Conversation, 10, null, default)).Items);
        Assert.Equal(TurnState.Interrupted, turn.State);
    }

    private IConversations Conversations(int silo) => _silos[silo].Services.GetRequiredService<IConversations>();

    private async Task StartAsync(Action<ISiloBuilder> clustering, IServiceProvider? store)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo =>
        {
            clustering(silo);
            silo.AddOrchestrator();
        });
        builder.Services.AddTestEngine(_directory.Path, Zone.Cluster, [_target.Connector], new());
        if (store is not null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(store.GetRequiredService<IJournal>()));
            builder.Services.Replace(ServiceDescriptor.Singleton(store.GetRequiredService<IContentProtector>()));
        }

        var host = builder.Build();
        _silos.Add(host);
        await host.StartAsync();
    }
}
