using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Orchestrator.Cli.Up;
using Orchestrator.Hosting.Learning;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Learning;
using Orchestrator.Routing.Profiles;

namespace Orchestrator.Cli.Routes;

/// <summary>How a process routes, as far as its files tell: its options, the profiles that they name, and what it learned for a tenant.</summary>
internal sealed class ProcessRouting
{
    private readonly LearnedShifts _learned = new();
    private readonly string? _tenant;
    private readonly ImmutableArray<ModelProfile> _profiles;

    private ProcessRouting(RouterOptions options, string? tenant, IEnumerable<LearnedRow> learned)
    {
        (Options, _tenant) = (options, tenant);
        _profiles = [.. options.Profiles.Select(ModelProfile.Load)];
        _learned.Restore(learned);
    }

    public RouterOptions Options { get; }

    /// <summary>What such a process knows and this does not, in plain words.</summary>
    public string LeftOut => _tenant is null
        ? "What a process learned, its own options, loads of replicas, measured latency, budgets, the machine's state and the conversation are left out; --data takes the first two from a device's directory."
        : "Loads of replicas, measured latency, budgets, the machine's state and the conversation are left out: only a process that runs knows them.";

    /// <summary>Where the tenant's dial stands.</summary>
    public double Dial => _tenant is null ? Options.Quality : Options.DialOf(_tenant);

    /// <param name="data">A device's data directory, or that of a system that <c>up</c> made; null for none.</param>
    /// <param name="tenant">Whose turn it would be.</param>
    /// <param name="file">A configuration file, in place of the process's own; null for that.</param>
    /// <exception cref="FormatException">A file cannot be read.</exception>
    public static ProcessRouting Of(string? data, string tenant, string? file)
    {
        if (data is null)
            return new(ReadOptions(file), file is null ? null : tenant, []);
        var root = new DataDirectory(Path.GetFullPath(data));
        var own = root.Config(ProcessConfigs.Device);
        var directory = Directory.Exists(root.DataOf(ProcessConfigs.Device)) ? root.DataOf(ProcessConfigs.Device) : root.Root;
        return Directory.Exists(directory)
            ? new(ReadOptions(file ?? (File.Exists(own) ? own : null)), tenant, LearnedFile.Read(Path.Combine(directory, LearnedFile.Name)))
            : throw new FormatException($"{directory} is no data directory. Name one of a device, or of a system that 'orchestrator up' made.");
    }

    /// <summary>The options of a configuration file; those without any when there is none.</summary>
    /// <param name="file">The file; null for none.</param>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static RouterOptions ReadOptions(string? file)
    {
        var options = new RouterOptions();
        if (file is null)
            return options;
        try
        {
            new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build().GetSection("Orchestrator:Routing").Bind(options);
            return options;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            throw new FormatException($"{file} cannot be read: {(exception.InnerException ?? exception).Message}", exception);
        }
    }

    public LearnedShift? LearnedOf(Target target, DifficultyEstimate prompt) =>
        _tenant is null ? null : _learned.Of(_tenant, target.Model.Name, prompt.Group, Options.LearnedMost);

    public double? ExpectedOf(Target target, DifficultyEstimate prompt) =>
        target.Capabilities.OpenEnded ? _profiles.FirstOrDefault(p => p.Model == target.Model.Name)?.Quality(prompt) : null;
}
