using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Link.Cluster;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Node;

namespace Orchestrator.Link.Tests.Linked;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("", "Address")]
    [InlineData("127.0.0.1:8081", "Orchestrator:Link:Address")]
    [InlineData("http://cluster.example:8081", "off this machine the link needs https")]
    public void An_address_that_cannot_or_must_not_be_called_is_refused_by_its_key(string address, string says) =>
        Assert.Contains(says, Assert.Throws<OptionsValidationException>(() => Client(address)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:8081")]
    [InlineData("http://localhost:8081")]
    [InlineData("http://[::1]:8081")]
    [InlineData("https://cluster.example")]
    public void Plain_text_is_for_this_machine_only(string address) => Assert.Equal(address, Client(address).Address);

    [Fact]
    public void The_cluster_reads_its_nodes_from_the_configuration_that_an_identity_gives()
    {
        using var site = new TestSite();
        using var node = site.Node("device-1", NodeRole.Device);
        var entry = node.Entry;

        var directory = Hub(
            ("Id", entry.Id), ("Role", "device"), ("Tenant", entry.Tenant), ("Site", entry.Site), ("KeyHash", entry.KeyHash), ("SigningKey", entry.SigningKey))
            .GetRequiredService<INodeDirectory>();

        Assert.Equal(entry, directory.Find("device-1"));
        Assert.Null(directory.Find("device-2"));
    }

    [Fact]
    public void A_configured_node_that_is_incomplete_is_refused_by_its_place()
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Hub(("Id", "device-1")).GetRequiredService<IOptions<LinkHubOptions>>().Value);
        Assert.Contains("Orchestrator:Link:Nodes:0", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Tenant", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_out_of_its_range_is_refused_by_its_section_at_either_end()
    {
        Assert.Contains("Orchestrator:Link: The field ReconnectCap", Assert.Throws<OptionsValidationException>(() => Client("http://127.0.0.1:8081", ("ReconnectCap", "99.00:00:00"))).Message, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:Link: The field HeartbeatInterval", Assert.Throws<OptionsValidationException>(
            () => Hub([], ("HeartbeatInterval", "00:00:00")).GetRequiredService<IOptions<LinkHubOptions>>().Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signing_key_that_is_none_is_refused_at_the_start_and_not_at_each_request()
    {
        using var site = new TestSite();
        using var node = site.Node("device-1", NodeRole.Device);
        var entry = node.Entry;
        var refused = Assert.Throws<OptionsValidationException>(() => Hub(
            ("Id", entry.Id), ("Role", "device"), ("Tenant", entry.Tenant), ("Site", entry.Site), ("KeyHash", entry.KeyHash), ("SigningKey", entry.SigningKey[..20]))
            .GetRequiredService<IOptions<LinkHubOptions>>().Value);
        Assert.Contains("SigningKey must be 32 bytes in base 64", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_double_to_the_cap_and_spread_below_it()
    {
        var delay = new ReconnectDelay(TimeSpan.FromSeconds(1), new Random(7));
        var waits = Enumerable.Range(0, 200).Select(_ => delay.Next()).ToList();

        Assert.InRange(waits[0], TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50));
        Assert.All(waits.Skip(10), wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1)));
        Assert.Equal(waits.Count, waits.Distinct().Count());
        delay.Reset();
        Assert.True(delay.Next() <= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_large_cap_is_used_in_full_so_that_a_fleet_spreads()
    {
        var delay = new ReconnectDelay(TimeSpan.FromMinutes(2), new Random(7));
        var waits = Enumerable.Range(0, 400).Select(_ => delay.Next()).Skip(20).ToList();

        Assert.Contains(waits, wait => wait < TimeSpan.FromSeconds(10));
        Assert.Contains(waits, wait => wait > TimeSpan.FromSeconds(110));
        Assert.All(waits, wait => Assert.True(wait <= TimeSpan.FromMinutes(2)));
    }

    private static LinkClientOptions Client(string address, params (string Key, string Value)[] more)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Orchestrator:Link:Address", address), .. more.Select(m => KeyValuePair.Create<string, string?>($"Orchestrator:Link:{m.Key}", m.Value))]).Build());
        services.AddLinkClient();
        return services.BuildServiceProvider().GetRequiredService<IOptions<LinkClientOptions>>().Value;
    }

    private static ServiceProvider Hub(params (string Key, string Value)[] node) => Hub(node, []);

    private static ServiceProvider Hub((string Key, string Value)[] node, params (string Key, string Value)[] own)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([
                .. node.Select(n => KeyValuePair.Create<string, string?>($"Orchestrator:Link:Nodes:0:{n.Key}", n.Value)),
                .. own.Select(o => KeyValuePair.Create<string, string?>($"Orchestrator:Link:{o.Key}", o.Value)),
            ]).Build());
        services.AddLinkHub();
        return services.BuildServiceProvider();
    }
}
