using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>An app with the device's tier in its own process and a link of its own.</summary>
public sealed class EmbeddedDeviceTests
{
    [Fact]
    public async Task It_reaches_the_clusters_provider_over_its_link_with_what_its_own_policy_cleared()
    {
        var directory = Directory.CreateTempSubdirectory("orchestrator-device-").FullName;
        try
        {
            using var site = new TestSite();
            using var identity = site.Node("device-1", NodeRole.Device);
            await using var cluster = await TestCluster.StartAsync(identity);
            cluster.Clouds.Answer = static _ => [new ModelText("from the cloud"), new ModelEnded { FinishReason = "stop", Usage = new(10, 2) }];
            var file = Path.Combine(directory, "identity.json");
            identity.Save(file);
            await using var app = new ServiceCollection()
                .AddOrchestratorDevice(o => (o.DataDirectory, o.IdentityFile, o.ClusterAddress) = (Path.Combine(directory, "data"), file, $"http://127.0.0.1:{cluster.Port}"))
                .BuildServiceProvider();
            await using (await app.StartOrchestratorDeviceAsync())
            {
                var link = app.GetRequiredService<Node.INodeLink>();
                await Eventually.TrueAsync(() => link.State.Connected && link.Connectors.Any(c => c.Target.Unavailable is null));

                var answer = await app.GetRequiredService<IChatClient>().GetResponseAsync(
                    "Prove that there are infinitely many primes; my card is 4111 1111 1111 1111", new() { ModelId = "cloud" });

                Assert.Equal("from the cloud", answer.Text);
                Assert.Equal("device-1", Assert.Single(cluster.Hub.Nodes).Id);
                Assert.DoesNotContain("4111", Assert.Single(cluster.Clouds.Sent), StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
