using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>One real process of the system, started from its own build output.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly string _dll;
    private readonly string[] _arguments;
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;

    public ServerProcess(string project, params string[] arguments)
    {
        _dll = Output(project, project + ".dll");
        _arguments = arguments;
    }

    public int Id => _process!.Id;

    /// <summary>
    /// Whether a write beyond the limit of file sizes fails instead of ending the process, so that a test can make writing fail and
    /// work again. Linux.
    /// </summary>
    public bool SurvivesFileLimit { get; set; }

    /// <summary>A file of a project's build output.</summary>
    public static string Output(string project, string file) => Path.Combine(Repository(), "src", project, "bin", s_configuration, "net10.0", file);

    /// <summary>What it wrote and nobody took.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Variables of its environment.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What it wrote since it was taken last; it is not kept any longer.</summary>
    public string TakeLog()
    {
        var lines = new StringBuilder();
        while (_log.TryDequeue(out var line))
            lines.Append(line).Append('\n');
        return lines.ToString();
    }

    public void Start()
    {
        var start = new ProcessStartInfo(SurvivesFileLimit ? "bash" : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (SurvivesFileLimit)
        {
            foreach (var word in (string[])["-c", "trap '' XFSZ; exec \"$@\"", "bash", "dotnet"])
                start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add(_dll);
        foreach (var argument in _arguments)
            start.ArgumentList.Add(argument);

        // Short lives: counting calls to compile the hot ones better would cost more of them than it gives back.
        start.Environment["DOTNET_TieredPGO"] = "0";

        foreach (var (name, value) in Variables)
            start.Environment[name] = value;

        // Nothing outlives the tests, however they end: its input closes with them.
        start.ArgumentList.Add("--Orchestrator:StopWithParent=true");
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>Ends it as a power cut would: no signal that it could handle.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Waits for it to end by itself.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process!.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
