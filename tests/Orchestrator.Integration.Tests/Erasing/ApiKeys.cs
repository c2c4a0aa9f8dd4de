using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Integration.Tests.Running;
using Orchestrator.Sdk;

namespace Orchestrator.Integration.Tests.Erasing;

/// <summary>API keys of people in two tenants, as a host is told of them, and clients that show them.</summary>
internal sealed class ApiKeys : IAsyncDisposable
{
    public const string Anna = "key-of-anna", Bert = "key-of-bert", Admin = "key-of-the-admin", OtherTenant = "key-of-another-tenant";

    private static readonly (string Key, string Tenant, string Owner, bool Admin)[] s_all =
        [(Anna, "acme", "anna", false), (Bert, "acme", "bert", false), (Admin, "acme", "admin", true), (OtherTenant, "other", "anna", true)];

    private readonly List<ServiceProvider> _services = [];

    /// <summary>The command line that admits them.</summary>
    public static string[] Arguments { get; } = [.. s_all.SelectMany(static (k, i) => new[]
    {
        $"--Orchestrator:Auth:Keys:{i}:Id={k.Key}",
        $"--Orchestrator:Auth:Keys:{i}:Sha256={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(k.Key)))}",
        $"--Orchestrator:Auth:Keys:{i}:Tenant={k.Tenant}",
        $"--Orchestrator:Auth:Keys:{i}:Owner={k.Owner}",
        $"--Orchestrator:Auth:Keys:{i}:Site=home",
        $"--Orchestrator:Auth:Keys:{i}:Admin={k.Admin}",
    })];

    public IOrchestratorClient Client(int grpcPort, string key)
    {
        var services = new ServiceCollection().AddOrchestrator(o => (o.Endpoint, o.ApiKey) = (new(TestSystem.Url(grpcPort)), key)).BuildServiceProvider();
        _services.Add(services);
        return services.GetRequiredService<IOrchestratorClient>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
    }
}
