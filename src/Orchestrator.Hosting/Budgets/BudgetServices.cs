using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Hosting.Budgets;

/// <summary>Registers budgets.</summary>
public static class BudgetServices
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orchestrator:Budgets";

    /// <summary>
    /// Makes this process draw on the budgets of an <see cref="IBudgetBank"/>, which the host registers. Call it before the turn engine is
    /// added.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The process's name.</param>
    /// <param name="tenant">The only tenant whose budgets it draws on, whose bank hears of it from the start; null for a host of many.</param>
    public static IServiceCollection AddBudgetSlices(this IServiceCollection services, string name, string? tenant = null)
    {
        services.AddOptions<BudgetOptions>().BindConfiguration(Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(new BudgetHolder(name, RandomNumberGenerator.GetHexString(32, lowercase: true)));
        services.TryAddSingleton(s =>
        {
            var slices = new BudgetSlices(
                s.GetRequiredService<BudgetHolder>(), s.GetRequiredService<IBudgetBank>(), s.GetRequiredService<IOptions<BudgetOptions>>().Value, s.GetRequiredService<TimeProvider>());
            if (tenant is not null)
                slices.Watch(tenant);
            return slices;
        });
        services.Replace(ServiceDescriptor.Singleton<IBudgets>(static s => s.GetRequiredService<BudgetSlices>()));
        services.AddHostedService<BudgetRefresh>();
        return services;
    }

    /// <summary>Keeps the budgets of a file as <see cref="IBudgetRules"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">Where the file is.</param>
    public static IServiceCollection AddBudgetFile(this IServiceCollection services, string path)
    {
        services.TryAddSingleton(s => new BudgetFileWatch(path, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<BudgetFileWatch>>()));
        services.TryAddSingleton<IBudgetRules>(static s => s.GetRequiredService<BudgetFileWatch>());
        services.AddHostedService(static s => s.GetRequiredService<BudgetFileWatch>());
        return services;
    }
}
