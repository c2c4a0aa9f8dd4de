namespace Orchestrator.Load.Processes;

/// <summary>Where the programs of this repository lie after a build in this program's own configuration.</summary>
internal static class Programs
{
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Self { get; } = Path.Combine(AppContext.BaseDirectory, "Orchestrator.Load.dll");

    public static string Silo { get; } = Of("Orchestrator.Silo");

    public static string StandIn { get; } = Of("Orchestrator.StandIn");

    private static string Of(string project)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory is null
            ? throw new LoadException("Run it inside a clone of the repository: it starts the silo that is built there.")
            : Path.Combine(directory.FullName, "src", project, "bin", Configuration, "net10.0", $"{project}.dll");
    }
}
