using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Inference.Providers;
using Orchestrator.Inference.Providers.Prices;
using Orchestrator.Privacy;

namespace Orchestrator.Silo;

/// <summary>Registers the providers of the configuration.</summary>
internal static class ProviderServices
{
    private const string Section = "Orchestrator:Providers";

    /// <exception cref="PolicyException">The price list cannot be read; the message names its place.</exception>
    /// <exception cref="OptionsValidationException">An entry is incomplete; the message names its key.</exception>
    public static IServiceCollection AddProviders(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Orchestrator:PricesFile"] is { Length: > 0 } prices)
            services.AddSingleton(PriceListFile.Load(prices));
        services.AddSingleton<ProviderInstruments>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            var options = entry.Get<ProviderOptions>() ?? new();
            var result = new DataAnnotationValidateOptions<ProviderOptions>(null).Validate(null, options);
            if (result.Failed)
                throw new OptionsValidationException(entry.Path, typeof(ProviderOptions), [.. result.Failures.Select(f => $"{entry.Path}: {f}")]);
            if (!seen.Add(options.Name))
                throw new OptionsValidationException(entry.Path, typeof(ProviderOptions), [$"{entry.Path}:Name '{options.Name}' stands twice; each provider needs a name of its own."]);
            if (options.EmbeddingModel is { Length: > 0 })
                services.AddSingleton<IEmbeddingConnector>(s => new ProviderEmbeddings(options, s.GetRequiredService<TimeProvider>(), s.GetService<PriceList>()));
            foreach (var address in options.Addresses())
                services.AddSingleton(s => ActivatorUtilities.CreateInstance<ProviderConnector>(s, address));
        }

        services.AddHostedService<ProviderWatch>();
        return services;
    }
}
