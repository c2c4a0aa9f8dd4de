using System.Runtime.InteropServices;

namespace Orchestrator.Load.Processes;

/// <summary>Where the programs of this repository lie after a build in this program's own configuration.</summary>
internal static class Programs
{
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Self { get; } = Path.Combine(AppContext.BaseDirectory, "Orchestrator.Load.dll");

    public static string StandIn => Path.Combine(Repository(), "src", "Orchestrator.StandIn", "bin", Configuration, "net10.0", "Orchestrator.StandIn.dll");

    /// <summary>The silo of a folder.</summary>
    public static string SiloIn(string folder)
    {
        var silo = Path.Combine(Path.GetFullPath(folder), "Orchestrator.Silo.dll");
        return File.Exists(silo) ? silo : throw new LoadException($"There is no silo in '{folder}': Orchestrator.Silo.dll is missing.");
    }

    /// <summary>The silo as users run it: published for this machine.</summary>
    public static Task<string> PublishSiloAsync(Action<string> tell) => PublishAsync("Orchestrator.Silo", tell);

    /// <summary>A program of this repository, published for this machine.</summary>
    public static async Task<string> PublishAsync(string project, Action<string> tell)
    {
        var kept = Path.Combine(Repository(), "bench", "Orchestrator.Load", "obj", "published");
        tell($"publishing {project}");
        await Command.RunAsync(
            "dotnet", "publish", Path.Combine(Repository(), "src", project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false",
            "--artifacts-path", kept, "-v", "q", "-p:RunAnalyzers=false");
        return Path.Combine(kept, "publish", project, $"release_{RuntimeInformation.RuntimeIdentifier}", $"{project}.dll");
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new LoadException("Run it inside a clone of the repository: it starts what is built there.");
    }
}
