using System.Runtime.InteropServices;

namespace Orchestrator.Cli.Up;

/// <summary>The <c>dotnet</c> that runs this process, to run the others with.</summary>
internal static class DotnetHost
{
    private static string Name => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    public static string Path()
    {
        if (Environment.ProcessPath is { } self && System.IO.Path.GetFileName(self) == Name)
            return self;

        // <root>/shared/Microsoft.NETCore.App/<version>/ holds the runtime, <root>/dotnet starts it.
        var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", Name));
        return File.Exists(beside) ? beside : Name;
    }
}
