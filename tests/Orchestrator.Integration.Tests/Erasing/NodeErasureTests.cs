using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Integration.Tests.Running;
using Orchestrator.Sdk;

namespace Orchestrator.Integration.Tests.Erasing;

/// <summary>An owner that is erased at the cluster is erased at the nodes, which keep conversations of their own.</summary>
public sealed class NodeErasureTests
{
    private const string Developer = "developer";

    [Fact]
    public async Task A_device_that_was_off_erases_when_it_comes_back_and_the_clusters_receipt_tells_it_over_restarts()
    {
        await using var system = await TestSystem.StartAsync();
        await using var services = GrpcCaller.Services(system.DeviceGrpc, reconnects: true);
        await using var others = GrpcCaller.Services(system.SiloGrpc, reconnects: true);
        var (device, silo) = (services.GetRequiredService<IOrchestratorClient>(), others.GetRequiredService<IOrchestratorClient>());
        var gone = await AskAsync(device);
        await system.Device.KillAsync();

        var asked = await silo.EraseAsync(EraseRequest.OfOwner(Developer) with { ErasureId = "away" });

        Assert.Equal(["device-1", "gateway-1"], asked.Nodes.Select(n => n.Node));
        Assert.Null(asked.Nodes[0].ConfirmedAt);

        await system.Silo.KillAsync();
        system.Silo.Start();
        system.Device.Start();
        await system.ReadyAsync();
        ErasureReceipt? receipt = null;
        await system.UntilAsync(async () => (receipt = await silo.FindErasureAsync("away"))!.Nodes.All(n => n.ConfirmedAt is not null), "the nodes' receipts");

        Assert.Equal(1, receipt!.Nodes[0].Conversations);
        Assert.Equal(ErrorReason.ConversationErased, (await Assert.ThrowsAsync<OrchestratorException>(() => device.GetConversationAsync(gone))).Error.Reason);
        Assert.Equal(1, (await device.FindErasureAsync("away"))!.KeysDestroyed);

        // What is begun later is nobody's business, however often the nodes come back.
        var kept = await AskAsync(device);
        await system.Device.KillAsync();
        system.Device.Start();
        await system.ReadyAsync();
        Assert.Equal(kept, Assert.Single((await device.ListConversationsAsync()).Items).Id);
    }

    private static async Task<ConversationId> AskAsync(IOrchestratorClient client)
    {
        await foreach (var update in client.SendTurnAsync(new() { Input = [Message.User("turn off the lights in the kitchen")] }, default))
        {
            if (update is TurnEnded { Turn: var turn })
                return turn.Conversation;
        }

        throw new InvalidOperationException("The turn did not end.");
    }
}
