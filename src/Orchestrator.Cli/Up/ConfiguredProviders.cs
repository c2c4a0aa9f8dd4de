using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Cli.Up;

/// <summary>
/// The providers that the cluster is given: those of the command line, or else those under <c>Orchestrator:Providers</c> in the
/// environment or in <c>appsettings.json</c> of the current directory. They reach the silo as variables, never as a file of ours.
/// </summary>
internal sealed record ConfiguredProviders(ImmutableArray<KeyValuePair<string, string?>> Variables)
{
    private const string Section = "Orchestrator:Providers";

    public bool Any => !Variables.IsEmpty;

    /// <exception cref="FormatException">A key's variable is not set, or <c>appsettings.json</c> cannot be read.</exception>
    public static ConfiguredProviders Read(IReadOnlyList<ProviderSetting> given)
    {
        if (given.Count > 0)
            return new([.. given.SelectMany((provider, i) => provider.Variables(i, Environment.GetEnvironmentVariable))]);
        IConfigurationRoot configuration;
        try
        {
            configuration = new ConfigurationBuilder()
                .SetBasePath(Environment.CurrentDirectory)
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .Build();
        }
        catch (InvalidDataException exception)
        {
            throw new FormatException($"appsettings.json in the current directory cannot be read: {exception.InnerException?.Message ?? exception.Message}", exception);
        }

        return new([.. configuration.GetSection(Section).AsEnumerable()
            .Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(pair.Key.Replace(":", "__", StringComparison.Ordinal), pair.Value))]);
    }

    /// <summary>The providers themselves, to be asked whether they answer.</summary>
    public IEnumerable<ProviderOptions> Options()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Variables.Select(v => KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), v.Value))).Build();
        return configuration.GetSection(Section).GetChildren().Select(entry => entry.Get<ProviderOptions>() ?? new());
    }
}
