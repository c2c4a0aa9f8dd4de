using System.Text.Json;
using Orchestrator.Cli.Tests.Up;

namespace Orchestrator.Cli.Tests.Erasure;

/// <summary>The command on a whole system that <c>up</c> runs.</summary>
public sealed class EraseSystemTests
{
    [Fact]
    public async Task Erasing_finds_the_host_of_a_conversation_and_an_owner_and_the_tenant_at_every_host()
    {
        using var system = await RunningSystem.StartAsync();
        var one = await ChatAsync(system, "turn off the lights in the kitchen");
        var two = await ChatAsync(system, "turn on the lights in the kitchen");
        var three = await ChatAsync(system, "turn on the lights in the hall", "--endpoint", system.State.Silo.Grpc);

        var conversation = Assert.Single(await EraseAsync(system, 0, "conversation", three));
        var again = Assert.Single(await EraseAsync(system, 1, "conversation", three));
        var unknown = Assert.Single(await EraseAsync(system, 1, "conversation", new string('0', 32)));
        var foreign = await EraseAsync(system, 1, "tenant", "acme", "--yes");
        var owner = await EraseAsync(system, 0, "owner", "developer", "--yes", "--id", "all-of-me");
        var tenant = await EraseAsync(system, 0, "tenant", "default", "--yes");
        var receipts = await EraseAsync(system, 0, "receipt", "all-of-me");
        var (chatted, _, refusal) = await Command.RunAsync(null, "chat", "and the bath", "--conversation", one, "--data", system.Data);

        Assert.Equal(("silo", 1), (conversation.GetProperty("host").GetString(), conversation.GetProperty("conversations").GetInt32()));
        Assert.Equal(("ConversationErased", "NotFound"), (Reason(again), Reason(unknown)));
        Assert.Equal(["NotFound", "NotFound", "NotFound"], foreign.Select(Reason));
        Assert.Equal([("device-1", 2), ("gateway-1", 0), ("silo", 0)], owner.Select(Erased));
        Assert.Equal([("device-1", 0), ("gateway-1", 0), ("silo", 0)], tenant.Select(Erased));
        Assert.Equal(owner.Select(WithoutNodes), receipts.Select(WithoutNodes));
        Assert.NotEqual(one, two);
        Assert.Equal(1, chatted);
        Assert.Contains("erased", refusal, StringComparison.Ordinal);
    }

    // Which nodes have confirmed at the silo changes while it is looked at.
    private static string WithoutNodes(JsonElement receipt) => receipt.GetRawText().Split("\"nodes\"")[0];

    private static async Task<string> ChatAsync(RunningSystem system, string text, params string[] more)
    {
        var (code, output, errors) = await Command.RunAsync(null, ["chat", text, "--json", "--data", system.Data, .. more]);
        Assert.True(code == 0, errors + output);
        return JsonDocument.Parse(output).RootElement.GetProperty("conversation").GetString()!;
    }

    private static async Task<List<JsonElement>> EraseAsync(RunningSystem system, int expected, params string[] what)
    {
        var (code, output, errors) = await Command.RunAsync("", ["erase", .. what, "--json", "--data", system.Data]);
        Assert.True(code == expected, errors + output);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    private static string? Reason(JsonElement line) => line.GetProperty("error").GetProperty("reason").GetString();

    private static (string?, int) Erased(JsonElement line) => (line.GetProperty("host").GetString(), line.GetProperty("conversations").GetInt32());
}
