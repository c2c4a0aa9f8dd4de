using Grpc.AspNetCore.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orchestrator.Api.Health;

/// <summary>Registers parts that tell their health.</summary>
public static class HealthServices
{
    /// <summary>The meter of the states: <c>orchestrator.health.state</c>, 0 healthy, 1 degraded, 2 unhealthy.</summary>
    public const string MeterName = HealthWatch.MeterName;

    /// <summary>
    /// Adds a part. It is then told at <c>/health/ready</c>, at <c>/health/{name}</c>, as gRPC health service <c>{name}</c>, and as a gauge.
    /// </summary>
    /// <typeparam name="T">The part; one is made for the process.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The name that the part has: lower-case letters.</param>
    public static IServiceCollection AddHealthPart<T>(this IServiceCollection services, string name)
        where T : class, IHealthPart
    {
        services.AddHealthBoard();
        services.TryAddSingleton<T>();
        services.AddSingleton<IHealthPart>(static s => s.GetRequiredService<T>());
        services.AddHealthChecks().Add(new(name, static s => new PartCheck(s.GetRequiredService<HealthBoard>(), s.GetRequiredService<T>()), null, null));
        services.Configure<GrpcHealthChecksOptions>(o => o.Services.Map(name, r => r.Name == name));
        return services;
    }

    internal static void AddHealthBoard(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HealthBoard>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Hosting.IHostedService, HealthWatch>());
    }
}
