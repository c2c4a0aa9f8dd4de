using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Cli.Tests.Routes;

/// <summary>The command on the journal of a real engine that has ended.</summary>
public sealed class ReplayCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_same_rules_decide_the_same_again()
    {
        await LiveAsync();

        var turns = await ReplayAsync();

        Assert.Equal(3, turns.Length);
        Assert.All(turns, t => Assert.Equal(Target(t, "was"), Target(t, "would")));
        Assert.Equal(["near", "far", "far"], turns.Select(t => Target(t, "was")).OrderDescending());
        var (code, text, _) = await Command.RunAsync(null, "route", "replay", "--data", _directory["data"]);
        Assert.Equal(0, code);
        Assert.Contains("3 turns, 0 would be answered by another target", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_policy_refuses_what_the_first_let_leave()
    {
        await LiveAsync();
        var policy = _directory["closed.yaml"];
        await File.WriteAllTextAsync(policy, "version: 1\nname: closed\nrules: [{name: near, zones: [device, gateway], verdict: allow}]");

        var turns = await ReplayAsync("--policy", policy);

        Assert.All(turns, t => Assert.NotEqual("far", Target(t, "would")));
        Assert.Equal(2, turns.Count(t => Target(t, "was") == "far"));
    }

    [Theory]
    [InlineData("--dial", "7", "no dial")]
    [InlineData("--policy", "no-such-file.yaml", "no-such-file.yaml")]
    public async Task What_cannot_be_meant_is_refused_in_words(string option, string value, string says)
    {
        await LiveAsync();
        var (code, _, errors) = await Command.RunAsync(null, "route", "replay", "--data", _directory["data"], option, value);
        Assert.NotEqual(0, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement[]> ReplayAsync(params string[] arguments)
    {
        var (code, lines, errors) = await Command.RunAsync(null, ["route", "replay", "--data", _directory["data"], "--json", .. arguments]);
        Assert.True(code == 0, errors);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static string? Target(JsonElement turn, string side) => turn.GetProperty(side).GetProperty("target").GetString();

    private async Task LiveAsync()
    {
        var near = ScriptedTarget.Echo("near");
        near.Target = near.Target with { Tier = Tier.Mini, Zone = Zone.Gateway };
        await using var services = new ServiceCollection()
            .AddTestEngine(_directory["data"], Zone.Device, [near, ScriptedTarget.Echo("far")], new())
            .AddLocalConversations()
            .BuildServiceProvider();
        var conversations = services.GetRequiredService<IConversations>();
        foreach (var model in new[] { "mini", "cloud", "cloud" })
            await conversations.SendAsync(Ask("Prove that there are infinitely many primes") with { Preference = new() { Model = model } });
    }
}
