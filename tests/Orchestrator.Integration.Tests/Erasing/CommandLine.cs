using System.Diagnostics;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Integration.Tests.Erasing;

/// <summary>The <c>orchestrator</c> command, run to its end.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [ServerProcess.Output("Orchestrator.Cli", "orchestrator.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_patience);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output, await errors);
    }
}
