using System.Diagnostics;
using System.Text.Json;

namespace Orchestrator.Decoders;

/// <summary>The same shape in llama.cpp, through npm's node-llama-cpp in a process of its own that is asked line by line.</summary>
internal sealed class LlamaContender : IContender
{
    private readonly Process _node;
    private readonly Task<string> _said;

    public LlamaContender(string folder, string shape, bool four, int threads, string modules)
    {
        Name = $"{shape} llama.cpp {(four ? "Q4_0" : "Q8_0")}, {threads} thread{(threads == 1 ? "" : "s")}";
        var path = Path.GetFullPath(Path.Combine(folder, $"{shape}-{(four ? "q4_0" : "q8_0")}.gguf"));
        if (!File.Exists(path))
            GgufWriter.Write(path, Shapes.Of(shape), four);
        Bytes = new FileInfo(path).Length;
        var script = Path.Combine(modules, "orchestrator-llama.mjs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "llama.mjs"), script, overwrite: true);
        _node = Process.Start(new ProcessStartInfo("node", [script, path, $"{threads}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _said = _node.StandardError.ReadToEndAsync();
    }

    public string Name { get; }

    public long Bytes { get; }

    public long Memory { get; private set; }

    public async Task<Timing> RunAsync(int prompt, int tokens)
    {
        await _node.StandardInput.WriteLineAsync($"{prompt} {tokens}");
        await _node.StandardInput.FlushAsync();
        while (await _node.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith('{'))
                continue;
            using var json = JsonDocument.Parse(line);
            Memory = json.RootElement.GetProperty("loaded").GetInt64();
            return new(
                json.RootElement.GetProperty("first").GetDouble(), [.. json.RootElement.GetProperty("steps").EnumerateArray().Select(s => s.GetDouble())],
                json.RootElement.GetProperty("firstCpu").GetDouble(), json.RootElement.GetProperty("stepsCpu").GetDouble());
        }

        await _node.WaitForExitAsync();
        throw new InvalidOperationException($"llama.cpp ended with exit code {_node.ExitCode} and without an answer: {string.Join(" | ", (await _said).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(5))}");
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(TimeSpan.FromSeconds(10)))
            _node.Kill();
        _node.Dispose();
    }
}
