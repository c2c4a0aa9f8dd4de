using System.ComponentModel;
using System.Diagnostics;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Workers;

/// <summary>How a worker is started.</summary>
/// <param name="Program">The program.</param>
/// <param name="Options">Its bounds.</param>
/// <param name="Load">What it loads.</param>
/// <param name="Time">The clock.</param>
internal sealed record WorkerLaunch(WorkerProgram Program, WorkerOptions Options, LoadRequest Load, TimeProvider Time)
{
    // Nothing else of our environment goes on: it may hold keys.
    private static readonly string[] s_needed =
    [
        "PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SystemRoot", "windir", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64",
        "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_PATH", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS",
    ];

    public ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo(Program.File, Program.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Except(s_needed, StringComparer.OrdinalIgnoreCase).ToList())
            start.Environment.Remove(name);

        // A dump, or a debugger's door, would hold what people said.
        (start.Environment["DOTNET_DbgEnableMiniDump"], start.Environment["DOTNET_EnableDiagnostics"], start.Environment["DOTNET_gcServer"]) = ("0", "0", "0");
        return start;
    }

    /// <exception cref="ModelLoadException">The program cannot be started.</exception>
    public Process Start()
    {
        try
        {
            return Process.Start(Describe())!;
        }
        catch (Win32Exception e)
        {
            throw new ModelLoadException($"The worker's program '{Program.File}' cannot be started: {e.Message}.", e);
        }
    }
}
