using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Decoders;

/// <summary>What a model takes of memory: told by a process of its own, because one that has freed memory takes that first.</summary>
internal static class Weight
{
    /// <summary>What loading a folder added to such a process, in bytes.</summary>
    public static long Of(string path, int threads)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--weigh", path, "--threads", threads.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? long.Parse(said, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"'{path}' was not weighed: exit code {process.ExitCode}.");
    }

    /// <summary>What it adds to this one, in which a smaller model is loaded before: the runtime itself, some 45 MB, is no model's.</summary>
    public static long Here(string path, int threads)
    {
        using var smaller = OnnxContender.Load(Path.Combine(AppContext.BaseDirectory, "models", "nano-chat"), threads);
        var before = Resident();
        using var model = OnnxContender.Load(path, threads);
        return Resident() - before;
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
