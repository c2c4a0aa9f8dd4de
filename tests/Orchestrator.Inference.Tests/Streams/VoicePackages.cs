using System.Diagnostics;
using System.Text.Json;

namespace Orchestrator.Inference.Tests.Streams;

/// <summary>The npm packages of <c>Streams/node</c>, installed beside this assembly when a test first needs them.</summary>
public sealed class VoicePackages
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Streams", "node");
    private readonly Lazy<Task> _installed;

    public VoicePackages() => _installed = new(InstallAsync);

    public async Task<string> FileAsync(string path)
    {
        await _installed.Value;
        return Path.Combine(_folder, "node_modules", path);
    }

    /// <summary>Runs a script with JSON as its input, and gives the JSON it writes.</summary>
    public async Task<JsonElement> RunAsync(string script, object with)
    {
        await _installed.Value;
        return JsonSerializer.Deserialize<JsonElement>(await RunAsync("node", [script], JsonSerializer.Serialize(with)));
    }

    private async Task InstallAsync()
    {
        var locked = await File.ReadAllTextAsync(Path.Combine(_folder, "package-lock.json"));
        var mark = Path.Combine(_folder, "installed-lock.json");
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark) == locked)
            return;
        await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts"], "");
        await File.WriteAllTextAsync(mark, locked);
    }

    private async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }
}
