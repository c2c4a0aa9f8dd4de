using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations.Erasure;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk.Tests;

public sealed class ErasureTests
{
    [Fact]
    public async Task Each_scope_is_asked_for_as_it_was_meant()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(), new Scene(), new Scene());
        await using var services = server.Client();
        var client = services.GetRequiredService<IOrchestratorClient>();

        var conversation = await client.EraseAsync(EraseRequest.OfConversation(Turns.Id) with { ErasureId = "e-1" });
        await client.EraseAsync(EraseRequest.OfOwner("anna"));
        await client.EraseAsync(EraseRequest.OfTenant("acme"));

        var asked = server.Script.Requests.Cast<V1.EraseRequest>().ToList();
        Assert.Equal(("e-1", Turns.Id.ToString()), (asked[0].ErasureId, asked[0].Conversation));
        Assert.Equal(("anna", "acme"), (asked[1].Owner, asked[2].Tenant));
        Assert.Equal(32, asked[1].ErasureId.Length);
        Assert.NotEqual(asked[1].ErasureId, asked[2].ErasureId);
        Assert.Equal(Turns.Receipt("e-1"), conversation);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_made_again_for_the_same_erasure()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene { Cut = true }, new Scene { Cut = true }, new Scene());
        await using var services = server.Client();

        var receipt = await services.GetRequiredService<IOrchestratorClient>().EraseAsync(EraseRequest.OfOwner("anna"));

        var asked = server.Script.Requests.Cast<V1.EraseRequest>().ToList();
        Assert.Equal(3, asked.Count);
        Assert.Equal(receipt.ErasureId, Assert.Single(asked.Select(r => r.ErasureId).Distinct()));
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied, "PERMISSION_DENIED", ErrorReason.PermissionDenied)]
    [InlineData(StatusCode.NotFound, "CONVERSATION_ERASED", ErrorReason.ConversationErased)]
    [InlineData(StatusCode.AlreadyExists, "ERASURE_ID_REUSED", ErrorReason.ErasureIdReused)]
    public async Task A_refusal_is_told_by_its_reason_and_not_repeated(StatusCode code, string reason, ErrorReason told)
    {
        await using var server = await ScriptedServer.StartAsync(new Scene { Failure = Turns.Refusal(code, reason, "Refused as scripted.", "owner") });
        await using var services = server.Client();

        var refused = await Assert.ThrowsAsync<OrchestratorException>(() => services.GetRequiredService<IOrchestratorClient>().EraseAsync(EraseRequest.OfOwner("anna")));

        Assert.Equal((told, "owner"), (refused.Error.Reason, refused.Error.Field));
        Assert.Single(server.Script.Requests);
    }

    [Fact]
    public async Task A_receipt_is_found_again_and_none_is_null()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(), new Scene { Failure = Turns.Refusal(StatusCode.NotFound, "NOT_FOUND", "None.") });
        await using var services = server.Client();
        var client = services.GetRequiredService<IOrchestratorClient>();

        Assert.Equal(Turns.Receipt("e-1"), await client.FindErasureAsync("e-1"));
        Assert.Null(await client.FindErasureAsync("e-2"));
    }

    [Fact]
    public void Nobody_and_nothing_are_no_owner_and_no_tenant()
    {
        Assert.ThrowsAny<ArgumentException>(static () => EraseRequest.OfOwner(""));
        Assert.ThrowsAny<ArgumentException>(static () => EraseRequest.OfTenant(""));
        Assert.Equal(ErasureScope.Conversation, EraseRequest.OfConversation(Turns.Id).Scope);
    }
}
