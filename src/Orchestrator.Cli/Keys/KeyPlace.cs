using Microsoft.Extensions.Configuration;
using Orchestrator.Cli.Up;
using Orchestrator.Storage;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Cli.Keys;

/// <summary>A data directory with its keys, as its process is configured.</summary>
/// <param name="Name">What people call the process.</param>
/// <param name="Keys">Where the keys are.</param>
internal sealed record KeyPlace(string Name, KeyRingOptions Keys)
{
    /// <summary>The places that were meant: one configuration file's, one process's data directory, or all of a system that <c>up</c> made.</summary>
    /// <exception cref="FormatException">There is no such place.</exception>
    public static IReadOnlyList<KeyPlace> Find(string directory, string? config, string? process)
    {
        if (config is not null)
            return [Configured(Path.GetFileNameWithoutExtension(config), Path.GetFullPath(config), null)];
        directory = Path.GetFullPath(directory);
        if (JournalInspection.IsDataDirectory(directory))
            return [Configured(Path.GetFileName(directory), null, directory)];
        var data = new DataDirectory(directory);
        var processes = new[] { ProcessConfigs.Silo, ProcessConfigs.Gateway, ProcessConfigs.Device }
            .Where(name => (process is null || name == process) && JournalInspection.IsDataDirectory(data.DataOf(name))).ToList();
        if (processes.Count == 0)
            throw new FormatException($"{directory} holds no journal{(process is null ? "" : $" of '{process}'")}. Name the data directory of a process, or of a system that 'orchestrator up' made, with --data, or a process's configuration with --config.");
        return [.. processes.Select(name => Configured(name, File.Exists(data.Config(name)) ? data.Config(name) : null, data.DataOf(name)))];
    }

    private static KeyPlace Configured(string name, string? file, string? directory)
    {
        // As the process itself reads them: its file, and over it the environment.
        var builder = new ConfigurationBuilder();
        try
        {
            if (file is not null)
                builder.AddJsonFile(file, optional: false);
            var configuration = builder.AddEnvironmentVariables().Build();
            var keys = new KeyRingOptions { DataDirectory = directory ?? configuration["Orchestrator:DataDirectory"] ?? throw new FormatException($"{file} names no Orchestrator:DataDirectory.") };
            configuration.GetSection(KeyRingOptions.Section).Bind(keys);
            return new(name, keys);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            throw new FormatException($"{file} cannot be read: {(exception.InnerException ?? exception).Message}", exception);
        }
    }
}
