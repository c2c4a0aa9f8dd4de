using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>A provider with several addresses is a target for each, and each is judged and watched by itself.</summary>
public sealed class ProviderReplicaTests
{
    [Fact]
    public void Each_address_is_a_target_of_its_own_and_a_replica_of_the_first()
    {
        var targets = Targets(new()
        {
            ["Replicas:0:BaseUrl"] = "http://127.0.0.1:9002/v1",
            ["Replicas:1:BaseUrl"] = "http://127.0.0.1:9003/v1",
            ["Replicas:1:Region"] = "eu",
        });

        Assert.Equal(["cloud@acme", "cloud@acme#2", "cloud@acme#3"], targets.Select(t => t.Id));
        Assert.Equal(["cloud/acme", "cloud/acme", "cloud/acme/eu"], targets.Select(t => t.Zone.Name));
        Assert.All(targets, t => Assert.True(t.IsReplicaOf(targets[0])));
    }

    [Fact]
    public void A_replica_has_the_providers_key_unless_it_has_its_own()
    {
        var addresses = Options(new() { ["Replicas:0:BaseUrl"] = "http://127.0.0.1:9002/v1", ["Replicas:1:BaseUrl"] = "http://127.0.0.1:9003/v1", ["Replicas:1:ApiKey"] = "sk-3" }).Addresses();
        Assert.Equal(["sk-1", "sk-1", "sk-3"], addresses.Select(a => a.ApiKey));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/v1", "Replicas:*:BaseUrl")]
    [InlineData("http://127.0.0.1:9001/v1", "twice")]
    public void An_address_that_is_none_or_stands_twice_is_refused(string address, string word)
    {
        var options = Options(new() { ["Replicas:0:BaseUrl"] = address });
        Assert.Contains(options.Validate(new(options)), r => r.ErrorMessage!.Contains(word, StringComparison.Ordinal));
    }

    private static Target[] Targets(Dictionary<string, string?> more)
    {
        var connectors = Options(more).Addresses().Select(a => new ProviderConnector(a, TimeProvider.System, NullLogger<ProviderConnector>.Instance)).ToList();
        Target[] targets = [.. connectors.Select(c => c.Target)];
        connectors.ForEach(c => c.Dispose());
        return targets;
    }

    private static ProviderOptions Options(Dictionary<string, string?> more) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>(more) { ["Name"] = "acme", ["BaseUrl"] = "http://127.0.0.1:9001/v1", ["Model"] = "large-1", ["ApiKey"] = "sk-1" })
        .Build().Get<ProviderOptions>()!;
}
