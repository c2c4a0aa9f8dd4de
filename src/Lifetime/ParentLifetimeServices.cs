namespace Orchestrator.Lifetime;

internal static class ParentLifetimeServices
{
    /// <summary>Ties the process to its parent when <c>Orchestrator:StopWithParent</c> is true. Call it last: the last lifetime wins.</summary>
    public static IServiceCollection AddParentLifetime(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetValue<bool>("Orchestrator:StopWithParent"))
            services.AddSingleton<IHostLifetime, ParentLifetime>();
        return services;
    }
}
