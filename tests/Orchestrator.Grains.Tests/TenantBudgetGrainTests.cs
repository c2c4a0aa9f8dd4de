using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Grains.Hosting;
using Orchestrator.Grains.Tenants;

namespace Orchestrator.Grains.Tests;

/// <summary>The bank of a tenant in its grain, on a real store.</summary>
public sealed class TenantBudgetGrainTests : IDisposable, IBudgetRules
{
    private static readonly BudgetHolder s_silo = new("silo", "silo.1"), s_device = new("device", "device.1");

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Slices_are_granted_once_and_a_restart_of_the_cluster_forgets_none()
    {
        using (var cluster = await StartAsync())
        {
            var bank = cluster.Services.GetRequiredService<IBudgetBank>();
            Assert.Equal((6, 10), await WantAsync(bank, s_silo, 6));
            Assert.Equal((0, 10), await WantAsync(bank, s_device, 5));
            Assert.Equal((4, 10), await WantAsync(bank, s_device, 4));
            await cluster.StopAsync();
        }

        using (var cluster = await StartAsync())
        {
            var bank = cluster.Services.GetRequiredService<IBudgetBank>();
            Assert.Equal((4, 10), await WantAsync(bank, s_device, 1));

            // The silo came back as another process and had spent nothing.
            Assert.Equal((6, 10), await WantAsync(bank, s_silo with { Incarnation = "silo.2" }, 6));
            await cluster.StopAsync();
        }
    }

    [Fact]
    public async Task A_tenant_without_budgets_is_told_so()
    {
        using var cluster = await StartAsync();

        var grants = await cluster.Services.GetRequiredService<IBudgetBank>().SyncAsync(new("other", s_silo, [new(null, null, 0, 0, 1)]), default);

        Assert.Empty(grants.Grants);
        await cluster.StopAsync();
    }

    public TenantBudgetRules? Find(string tenant) => tenant == "acme" ? new() { Tenant = new(10, BudgetPeriod.Total) } : null;

    public void Dispose() => _directory.Dispose();

    private static async Task<(decimal Granted, decimal Left)> WantAsync(IBudgetBank bank, BudgetHolder holder, decimal want)
    {
        var grant = Assert.Single((await bank.SyncAsync(new("acme", holder, [new(null, DateTimeOffset.UnixEpoch, 0, 0, want)]), default)).Grants);
        return (grant.Granted, grant.Left);
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.One(), FreePorts.One()).AddOrchestrator());
        builder.Services.AddTestEngine(_directory.Path, Zone.Cluster, [], new());
        builder.Services.AddSingleton<IBudgetRules>(this).AddSingleton<IBudgetBank, GrainBudgetBank>();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
