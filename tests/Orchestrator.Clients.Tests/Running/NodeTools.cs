namespace Orchestrator.Clients.Tests.Running;

/// <summary>Whether this machine can run the npm clients.</summary>
internal static class NodeTools
{
    /// <summary>What a developer's machine lacks; null when it lacks nothing, and always null where nothing may be skipped.</summary>
    public static string? Missing { get; } = Environment.GetEnvironmentVariable("CI") == "true" || (IsOnPath("node") && IsOnPath("npm"))
        ? null
        : "Node.js with npm is not on the PATH: install Node.js 18 or newer to run the npm clients.";

    private static bool IsOnPath(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, tool)) || File.Exists(Path.Combine(folder, tool + ".cmd")) || File.Exists(Path.Combine(folder, tool + ".exe")));
}
