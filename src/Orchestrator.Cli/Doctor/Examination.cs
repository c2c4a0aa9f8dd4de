using Orchestrator.Cli.Doctor.Configuration;
using Orchestrator.Cli.Doctor.Data;
using Orchestrator.Cli.Doctor.Machine;
using Orchestrator.Cli.Doctor.Running;
using Orchestrator.Cli.Keys;
using Orchestrator.Cli.Up;
using Orchestrator.Hosting.Serving;
using Orchestrator.Storage;

namespace Orchestrator.Cli.Doctor;

/// <summary>
/// One run of <c>doctor</c>: on the data directory of <c>up</c>, on that of one silo or node, or on one process by its configuration.
/// It reads; the only thing that it writes is a probe file that it removes.
/// </summary>
internal sealed class Examination(DoctorRequest request, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        if (request.Config is { } config)
            return await ProcessAsync(ProcessFile.Read(config), cancellationToken);
        return JournalInspection.IsDataDirectory(request.Data)
            ? [.. Machine(request.Data), .. DirectoryOf(request.Data, Path.GetFileName(request.Data)), .. await KeysAsync(request.Data, null, cancellationToken)]
            : await SystemAsync(new(request.Data), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private IEnumerable<Check> Machine(string directory)
    {
        yield return MachineChecks.Runtime();
        yield return MachineChecks.Clock(directory, time);
        yield return ResourceChecks.Disk(directory);
        yield return ResourceChecks.Memory();
        if (ResourceChecks.Files() is { } files)
            yield return files;
    }

    private IEnumerable<Check> DirectoryOf(string directory, string name)
    {
        if (!Directory.Exists(directory))
            return [Check.Ok($"{name} data directory", "DATA_NONE", $"{directory} is not there yet; the process makes it")];
        return
        [
            DirectoryChecks.Writable(directory, $"{name} writing"),
            DirectoryChecks.Permissions(directory, Directory.EnumerateFiles(directory, "*.key"), $"{name} permissions"),
            .. JournalChecks.Run(directory, name, request, time),
        ];
    }

    private async Task<IReadOnlyList<Check>> SystemAsync(DataDirectory data, CancellationToken cancellationToken)
    {
        var state = UpState.Read(data);
        var configs = Path.GetDirectoryName(data.Config("any"))!;
        var files = Directory.Exists(configs)
            ? Directory.EnumerateFiles(configs, "*.json").Where(f => Path.GetFileNameWithoutExtension(f) != ProcessConfigs.StandIn).Order(StringComparer.Ordinal).Select(ProcessFile.Read).ToList()
            : [];
        return
        [
            .. Machine(data.Root),
            .. UpChecks.Run(data, state, request, time),
            .. await KeysAsync(data.Root, null, cancellationToken),
            .. files.Select(f => ProcessChecks.File(f, "Correct it, or stop the system, delete the file, and start again: 'orchestrator up' writes it anew.")),
            .. files.SelectMany(f => ProcessChecks.Named(f, time)).Where(c => c.State != CheckState.Ok || c.Code == "IDENTITY_OK"),
            ProcessChecks.Policy(null),
            .. ModelChecks.Run(request.Models, decoders: Decoders(new(), node: true)),
            .. state is null ? await ProvidersOfSurroundingsAsync(cancellationToken) : [],
            .. await new SystemChecks(_http, data, time).RunAsync(state, state?.PortBase ?? request.PortBase, cancellationToken),
        ];
    }

    private async Task<IReadOnlyList<Check>> ProcessAsync(ProcessFile file, CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        var serving = file.Serving;
        var directory = serving is { DataDirectory.Length: > 0 } ? Path.GetFullPath(serving.DataDirectory) : null;
        checks.AddRange(Machine(directory ?? request.Data));
        checks.Add(ProcessChecks.File(file, "Correct those keys; docs/configuration.md has each with its values."));
        checks.AddRange(ProcessChecks.Named(file, time));
        if (directory is not null)
        {
            checks.AddRange(DirectoryOf(directory, file.Name));
            checks.AddRange(await KeysAsync(directory, file.Path, cancellationToken));
        }

        if (serving is null)
            return checks;
        var models = serving.Models;
        checks.AddRange(ModelChecks.Run(models.Path, models.Nano, file.IsNode ? models.Mini : "", models.Difficulty, models.Decoders, models.Embeddings, Decoders(models, file.IsNode)));
        checks.AddRange(await ProviderChecks.RunAsync(file.Providers, time, cancellationToken));
        if (file.ClusterAddress is { } cluster)
            checks.Add(await ClusterChecks.RunAsync(_http, cluster, file.Name, time, cancellationToken));
        var answer = Uri.TryCreate(serving.Http.Url, UriKind.Absolute, out var http)
            ? await HealthAnswer.AskAsync(_http, new(http, "/health/ready"), file.Name, "it", null, time, cancellationToken) : null;
        checks.AddRange(answer ?? ProcessChecks.Ports(file));
        return checks;
    }

    /// <summary>The decoders that a process may run: whether a node is a device or a gateway is in its identity, and those of either must load.</summary>
    private static string[] Decoders(LocalModelOptions models, bool node) => node
        ? [models.DecoderOf(Tier.Nano, Zone.Device), models.DecoderOf(Tier.Mini, Zone.Gateway)]
        : [models.DecoderOf(Tier.Nano, Zone.Cluster)];

    /// <summary>The keys of what is there: a process's that a file or its directory names, or those of all processes of an <c>up</c>.</summary>
    private static async Task<IReadOnlyList<Check>> KeysAsync(string directory, string? config, CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyPlace> places;
        try
        {
            places = KeyPlace.Find(directory, config, process: null);
        }
        catch (FormatException)
        {
            return []; // No journal yet, or a file that cannot be read, which is told of where it is read.
        }

        var checks = new List<Check>();
        foreach (var place in places)
            checks.AddRange(await KeyChecks.RunAsync(place, cancellationToken));
        return checks;
    }

    /// <summary>The providers that the next <c>up</c> would be given by the environment or the current directory.</summary>
    private async Task<IReadOnlyList<Check>> ProvidersOfSurroundingsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ProviderChecks.RunAsync(ConfiguredProviders.Read([]).Options(), time, cancellationToken);
        }
        catch (FormatException e)
        {
            return [Check.Fail("providers", "CONFIG_BROKEN", e.Message, "Correct the file, or run from another directory.")];
        }
    }
}
