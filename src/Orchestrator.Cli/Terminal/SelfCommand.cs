namespace Orchestrator.Cli.Terminal;

/// <summary>How this command can be called again, as printed for people to copy.</summary>
internal static class SelfCommand
{
    public static string Text
    {
        get
        {
            var path = Environment.ProcessPath ?? "orchestrator";
            if (Path.GetFileNameWithoutExtension(path) == "dotnet")
                return $"dotnet {Relative(Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"))}";
            var name = Path.GetFileName(path);
            var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Any(directory => directory.Length > 0 && File.Exists(Path.Combine(directory, name)));
            return onPath ? Path.GetFileNameWithoutExtension(path) : Relative(path);
        }
    }

    private static string Relative(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? (relative.Contains(Path.DirectorySeparatorChar) ? relative : Path.Combine(".", relative)) : path;
    }
}
