using Google.Rpc;
using Grpc.Core;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Tests;

/// <summary>Who may have what erased, and who is told.</summary>
public sealed class ErasureTests : ApiTest
{
    private static readonly ConversationId s_own = new(1);
    private static readonly ConversationId s_others = new(2);
    private static readonly ConversationId s_otherTenants = new(3);

    private V1.ConversationService.ConversationServiceClient Client => new(Server.Channel);

    private ScriptedErasure Erasure
    {
        get
        {
            if (Server.Erasure.There.Count == 0)
                Server.Erasure.There.AddRange([("t", "o", s_own), ("t", "other", s_others), ("t2", "o", s_otherTenants)]);
            return Server.Erasure;
        }
    }

    [Fact]
    public async Task A_caller_erases_an_own_conversation_and_finds_the_receipt_again()
    {
        var there = Erasure.There;

        var receipt = await Client.EraseAsync(new() { Conversation = s_own.ToString() }, As(ApiServer.Key));
        var found = await Client.GetErasureAsync(new() { ErasureId = receipt.ErasureId }, As(ApiServer.Key));

        Assert.Equal(receipt, found);
        Assert.Equal((V1.ErasureScope.Conversation, "t", "o", s_own.ToString(), 1), (receipt.Scope, receipt.Tenant, receipt.Owner, receipt.Conversation, receipt.Conversations));
        Assert.Matches("^[0-9a-f]{32}$", receipt.ErasureId);
        Assert.DoesNotContain(there, c => c.Id == s_own);
        Assert.Equal(2, there.Count);
    }

    [Fact]
    public async Task A_caller_erases_itself_as_owner_and_nobody_else_of_that_name()
    {
        var there = Erasure.There;

        var receipt = await Client.EraseAsync(new() { ErasureId = "gone", Owner = "o" }, As(ApiServer.Key));

        Assert.Equal(("gone", 1), (receipt.ErasureId, receipt.Conversations));
        Assert.Equal([s_others, s_otherTenants], there.Select(c => c.Id));
    }

    [Fact]
    public async Task The_same_erasure_id_gives_the_same_receipt_and_another_request_under_it_is_a_conflict()
    {
        _ = Erasure;
        var request = new V1.EraseRequest { ErasureId = "once", Owner = "o" };

        var first = await Client.EraseAsync(request, As(ApiServer.Key));
        var second = await Client.EraseAsync(request, As(ApiServer.Key));
        var other = await RefusedAsync(new() { ErasureId = "once", Owner = "other" }, ApiServer.AdminKey);

        Assert.Equal(first, second);
        Assert.Equal(StatusCode.AlreadyExists, other.StatusCode);
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("tenant")]
    public async Task Another_owner_and_the_tenant_need_a_key_that_administers_it(string scope)
    {
        var there = Erasure.There;
        var request = scope == "owner" ? new V1.EraseRequest { Owner = "other" } : new V1.EraseRequest { Tenant = "t" };

        var refused = await RefusedAsync(request, ApiServer.Key);
        var asked = Erasure.Asked.Count;
        var receipt = await Client.EraseAsync(request, As(ApiServer.AdminKey));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Equal("PERMISSION_DENIED", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Equal(scope, refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single().Field);
        Assert.Contains("Admin", refused.GetRpcStatus()!.GetDetail<Help>()!.Links.Single().Description, StringComparison.Ordinal);
        Assert.Equal(0, asked);
        Assert.Equal(scope == "owner" ? 1 : 2, receipt.Conversations);
        Assert.Contains(there, c => c.Id == s_otherTenants);
    }

    [Theory]
    [InlineData(ApiServer.Key)]
    [InlineData(ApiServer.AdminKey)]
    [InlineData(ApiServer.OtherTenantsAdminKey)]
    public async Task What_is_another_owners_or_tenants_is_not_found_and_stays(string key)
    {
        var there = Erasure.There;
        var foreign = key == ApiServer.OtherTenantsAdminKey ? s_own : s_otherTenants;

        var conversation = await RefusedAsync(new() { Conversation = foreign.ToString() }, key);
        var tenant = await RefusedAsync(new() { Tenant = key == ApiServer.OtherTenantsAdminKey ? "t" : "t2" }, key);
        var unknown = await RefusedAsync(new() { Conversation = new ConversationId(77).ToString() }, key);

        Assert.All([conversation, tenant, unknown], static r => Assert.Equal(StatusCode.NotFound, r.StatusCode));
        Assert.Equal(3, there.Count);
    }

    [Fact]
    public async Task A_receipt_is_told_to_its_owner_and_to_who_administers_the_tenant_alone()
    {
        _ = Erasure;
        await Client.EraseAsync(new() { ErasureId = "boss", Owner = "boss" }, As(ApiServer.AdminKey));
        await Client.EraseAsync(new() { ErasureId = "mine", Owner = "o" }, As(ApiServer.Key));

        Assert.Equal("mine", (await Client.GetErasureAsync(new() { ErasureId = "mine" }, As(ApiServer.AdminKey))).ErasureId);
        foreach (var (id, key) in new[] { ("boss", ApiServer.Key), ("mine", ApiServer.OtherTenantsAdminKey), ("none", ApiServer.AdminKey) })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetErasureAsync(new() { ErasureId = id }, As(key)));
            Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Without_a_key_nobody_administers_anything()
    {
        var refused = await RefusedAsync(new() { Tenant = "default" }, null);

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Empty(Erasure.Asked);
    }

    [Fact]
    public async Task A_request_that_names_nothing_erases_nothing()
    {
        var nothing = await RefusedAsync(new(), ApiServer.AdminKey);
        var nobody = await RefusedAsync(new() { Owner = "" }, ApiServer.AdminKey);
        var noId = await RefusedAsync(new() { Conversation = "all" }, ApiServer.AdminKey);
        var wrongKey = await RefusedAsync(new() { Owner = "o" }, "wrong");

        Assert.All([nothing, nobody, noId], static r => Assert.Equal(StatusCode.InvalidArgument, r.StatusCode));
        Assert.Equal(StatusCode.Unauthenticated, wrongKey.StatusCode);
        Assert.Empty(Erasure.Asked);
    }

    private async Task<RpcException> RefusedAsync(V1.EraseRequest request, string? key) =>
        await Assert.ThrowsAsync<RpcException>(async () => await Client.EraseAsync(request, As(key)));

    private static Metadata As(string? key) => key is null ? [] : new() { { "authorization", $"Bearer {key}" } };
}
