using System.Diagnostics;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests;

/// <summary>The command as people start it: a process of its own.</summary>
internal sealed class Command : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;

    private Command(Process process) => _process = process;

    public int Pid => _process.Id;

    public StreamReader Output => _process.StandardOutput;

    public static Command Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(DotnetHost.Path(), [Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string? input, params string[] arguments)
    {
        using var command = Start(arguments);
        if (input is not null)
            await command._process.StandardInput.WriteAsync(input);
        command._process.StandardInput.Close();
        return await command.EndAsync();
    }

    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        var output = await Output.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, output, await errors);
    }

    /// <summary>SIGKILL on Unix: it has no time for anything.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
