using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Clients.Tests.Running;

/// <summary>The npm clients of <c>tests/clients</c>, installed beside this assembly, and one Node.js process that runs their steps.</summary>
internal sealed class NodeClients : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentQueue<string> _noise = new();
    private readonly Process _process;
    private readonly Task _reading;
    private int _last;

    private NodeClients(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _noise.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        _reading = ReadAsync();
    }

    /// <summary>Where the scripts and their packages lie.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "clients");

    /// <summary>Where the repository's <c>.proto</c> files lie.</summary>
    public static string Protos { get; } = Path.Combine(Repository(), "protos");

    public static async Task<NodeClients> StartAsync()
    {
        await InstallAsync();
        return new(Start("node", "run.mjs"));
    }

    /// <summary>Runs one step of a client.</summary>
    public async Task<JsonElement> RunAsync(string step, JsonNode with)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = new JsonObject { ["id"] = id, ["step"] = step, ["with"] = with }.ToJsonString();
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await answer.Task.WaitAsync(s_patience);
    }

    /// <summary>Runs a whole script, as a reader of the documentation would.</summary>
    public static async Task<string> RunScriptAsync(string name, string source, params (string Name, string Value)[] environment)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, name), source);
        using var process = Start("node", [name], environment);
        process.StandardInput.Close();
        return await EndAsync(process, $"node {name}");
    }

    /// <summary>The checkout's root.</summary>
    public static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _reading;
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task InstallAsync()
    {
        var source = Path.Combine(Repository(), "tests", "clients");
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(f => !f.Contains("node_modules", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        var locked = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        var installed = Path.Combine(Folder, "installed-lock.json");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == locked)
            return;
        using var npm = Start("npm", "ci", "--ignore-scripts");
        npm.StandardInput.Close();
        await EndAsync(npm, "npm ci");
        await File.WriteAllTextAsync(installed, locked);
    }

    private static async Task<string> EndAsync(Process process, string what)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{what} ended with {process.ExitCode}:\n{output}\n{await errors}");
    }

    private static Process Start(string program, params string[] arguments) => Start(program, arguments, []);

    private static Process Start(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement.Clone();
            if (!_asked.TryRemove(root.GetProperty("id").GetInt32(), out var asked))
                continue;
            if (root.TryGetProperty("broke", out var broke))
                asked.SetException(new InvalidOperationException(broke.GetString()));
            else
                asked.SetResult(root.TryGetProperty("value", out var value) ? value : default);
        }

        foreach (var asked in _asked.Values)
            asked.TrySetException(new InvalidOperationException($"node ended: {string.Join('\n', _noise)}"));
    }
}
