using System.Text;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>The cluster relays only what its own policy lets pass too.</summary>
public sealed class ClusterPolicyTests
{
    private const string Card = "4111 1111 1111 1111";

    [Theory]
    [InlineData("deny", "hello", false)]
    [InlineData("redact", "hello", true)]
    [InlineData("redact", $"my card {Card} was charged twice", false)]
    [InlineData("allow", $"my card {Card} was charged twice", true)]
    public async Task A_relay_to_a_provider_pleases_the_policies_of_both(string atTheCluster, string text, bool passes)
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", Link.Identity.NodeRole.Device);
        var gate = TestPrivacy.Gate(policy: Policy(atTheCluster));
        await using var cluster = await TestCluster.StartAsync(0, TimeSpan.FromSeconds(1), TimeProvider.System, gate, device);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        var connector = await node.UsableAsync("cloud@stand-in");
        // The device's own policy lets everything pass as it is.
        var lenient = TestPrivacy.Gate(policy: Policy("allow"));
        var cleared = lenient.Clear(
            lenient.Analyze(new ModelRequest { Messages = [Message.User(text)] }, [null]), connector.Target, Zone.Device, connector.Codec);

        var failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (var _ in connector.RunAsync(cleared, TestPrivacy.NewInvocation(), default))
            {
            }
        });

        Assert.Equal(passes ? 1 : 0, cluster.Clouds.Sent.Count);
        if (passes)
        {
            Assert.Null(failure);
            Assert.Equal(Encoding.UTF8.GetString(cleared.Buffer.Span), cluster.Clouds.Sent.Single());
            return;
        }

        var refused = Assert.IsType<TargetException>(failure);
        Assert.Equal("rejected", refused.Code);
        Assert.Contains("the cluster's policy", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deny", "allow")]
    [InlineData("allow", "deny")]
    public async Task What_the_cluster_may_not_carry_or_its_gateways_not_read_is_not_relayed_sealed_either(string atTheGateway, string carrying)
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", Link.Identity.NodeRole.Device);
        using var gateway = site.Node("gateway-1", Link.Identity.NodeRole.Gateway);
        var gate = TestPrivacy.Gate(policy: PrivacyPolicy.Parse(
            $"version: 1\nname: test\nrules: [{{name: g, zones: [gateway], verdict: {atTheGateway}}}, {{name: c, zones: [cluster], verdict: {carrying}}}]"));
        await using var cluster = await TestCluster.StartAsync(0, TimeSpan.FromSeconds(1), TimeProvider.System, gate, device, gateway);
        await using var gatewayNode = await TestNode.StartAsync(gateway, cluster.Port);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        var connector = await node.UsableAsync("mini@gateway-1");

        var refused = await Assert.ThrowsAsync<TargetException>(() => TestPrivacy.AskAsync(connector, "hello"));

        Assert.Equal("rejected", refused.Code);
        Assert.Contains("the cluster's policy", refused.Message, StringComparison.Ordinal);
        Assert.Empty(gatewayNode.Executor.Requests);
    }

    private static PrivacyPolicy Policy(string cloud) => PrivacyPolicy.Parse("version: 1\nname: test\nrules: [" + string.Join(", ",
    [
        "{name: d, zones: [device], verdict: allow}",
        "{name: u, zones: [cluster], verdict: allow}",
        .. cloud == "redact" ? (string[])["{name: p, zones: [cloud], level: public, verdict: allow}", "{name: r, zones: [cloud], level: confidential, verdict: redact}"]
            : [$"{{name: c, zones: [cloud], verdict: {cloud}}}"],
    ]) + "]");
}
