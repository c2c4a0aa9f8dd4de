using System.Runtime.InteropServices;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Workers;

/// <summary>Finds the worker's program.</summary>
/// <param name="File">What is started.</param>
/// <param name="Arguments">What stands behind it.</param>
internal sealed record WorkerProgram(string File, string[] Arguments)
{
    private const string Name = "Orchestrator.ModelWorker";

    /// <exception cref="ModelLoadException">It is not there.</exception>
    public static WorkerProgram Find(string configured)
    {
        var path = configured.Length > 0 ? Path.GetFullPath(configured) : Path.Combine(AppContext.BaseDirectory, Name + ".dll");
        if (!System.IO.File.Exists(path))
            throw new ModelLoadException($"The worker's program '{path}' is missing: models of strangers run in it. Publish {Name} beside this program, or set 'Orchestrator:Models:Decoders:Worker' to false to run such models in this process.");
        return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new(Dotnet(), [path]) : new(path, []);
    }

    private static string Dotnet()
    {
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            return Environment.ProcessPath!;

        // <root>/shared/Microsoft.NETCore.App/<version>/ holds the runtime that runs us, <root>/dotnet starts it.
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return System.IO.File.Exists(beside) ? beside : "dotnet";
    }
}
