using System.Diagnostics;

namespace Orchestrator.Load.Processes;

/// <summary>A program that does one thing before the run and must succeed.</summary>
internal static class Command
{
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new LoadException($"'{program} {string.Join(' ', arguments)}' failed:\n{string.Concat(said)}");
    }
}
