using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Tests.Decoders;
using Orchestrator.Training.Onnx.Decoders;

namespace Orchestrator.Inference.Tests.Reference;

/// <summary>
/// The greedy tokens that transformers.js 4.3.1 with onnxruntime-node 1.30.0 gives for the same folders of random weights. They are
/// written down here; with <c>ORCHESTRATOR_TRANSFORMERS_JS</c> naming a folder that has it in <c>node_modules</c> they are asked for anew.
/// </summary>
public sealed class TransformersTests : IDisposable
{
    private const int Count = 40;
    private static readonly int[] s_prompt = [1, 17, 42, 5, 88, 3, 61, 29, 11];

    // One list a format: how attention and the cache are written changes no token.
    private static readonly Dictionary<WeightFormat, (string File, string Type, int[] Tokens)> s_expected = new()
    {
        [WeightFormat.Float32] = ("model.onnx", "fp32", [60, 33, 46, 73, 82, 88, 33, 21, 33, 96, 88, 50, 33, 96, 88, 50, 33, 96, 60, 87, 58, 96, 60, 13, 33, 49, 30, 40, 40, 40, 40, 84, 84, 88, 26, 2]),
        [WeightFormat.Float16] = ("model_fp16.onnx", "fp16", [60, 33, 46, 73, 82, 88, 33, 21, 33, 96, 88, 50, 33, 96, 88, 50, 33, 96, 60, 87, 58, 96, 60, 13, 33, 49, 30, 40, 40, 40, 40, 84, 84, 88, 26, 2]),
        [WeightFormat.Int8] = ("model_int8.onnx", "int8", [60, 33, 50, 76, 76, 22, 86, 31, 38, 60, 86, 38, 50, 60, 86, 86, 86, 86, 22, 89, 75, 60, 14, 52, 6, 6, 89, 22, 6, 89, 6, 6, 6, 89, 22, 22, 22, 22, 22, 22]),
        [WeightFormat.Int8Blocks] = ("model_quantized.onnx", "q8", [60, 33, 46, 73, 82, 88, 33, 62, 31, 74, 27, 34, 42, 86, 57, 61, 82, 88, 50, 33, 58, 63, 84, 96, 60, 73, 86, 57, 61, 27, 27, 27, 27, 89, 25, 63, 84, 86, 37, 0]),
        [WeightFormat.Int4] = ("model_q4.onnx", "q4", [60, 33, 50, 76, 76, 37, 50, 60, 6, 46, 12, .. Enumerable.Repeat(50, 29)]),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("transformers").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<WeightFormat, bool, bool, bool, bool> Layouts()
    {
        var layouts = new TheoryData<WeightFormat, bool, bool, bool, bool>();
        foreach (var format in Enum.GetValues<WeightFormat>())
        {
            foreach (var positions in new[] { true, false })
            {
                layouts.Add(format, true, positions, false, false);
                layouts.Add(format, false, positions, false, false);
            }
        }

        foreach (var positions in new[] { true, false })
        {
            layouts.Add(WeightFormat.Float32, false, positions, true, false);
            layouts.Add(WeightFormat.Int4, false, positions, true, false);
        }

        layouts.Add(WeightFormat.Float32, true, true, false, true);
        return layouts;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Greedy_tokens_are_those_of_transformers_js(WeightFormat format, bool inPlace, bool positions, bool merged, bool keeps)
    {
        var (file, type, expected) = s_expected[format];
        TinyDecoder.Write(_folder, inPlace, positions, file, form: new() { Format = format, Merged = merged, KeepsLogits = keeps });
        if (Environment.GetEnvironmentVariable("ORCHESTRATOR_TRANSFORMERS_JS") is { Length: > 0 } modules)
            Assert.Equal(expected, await AskAsync(modules, type));
        var options = new DecoderOptions { Threads = 1 };
        using var scheduler = new DecoderScheduler(DecoderModel.Load(HuggingFaceFolder.Open(_folder), options), options);
        var tokens = new List<int>();
        var generation = scheduler.Start(new() { Prompt = s_prompt, MaxTokens = Count }, default);
        await foreach (var token in generation.ReadAsync())
            tokens.Add(token.Id);
        if (generation.FinishReason == "stop")
            tokens.Add(2); // transformers.js counts the token that ends the answer in.
        Assert.Equal(expected, tokens);
    }

    private async Task<int[]> AskAsync(string modules, string type)
    {
        // Half precision has its cache in half precision too, which transformers.js wants to be told.
        var path = Path.Combine(_folder, "config.json");
        var config = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        config["transformers.js_config"] = new JsonObject { ["kv_cache_dtype"] = new JsonObject { ["fp16"] = "float16" } };
        await File.WriteAllTextAsync(path, config.ToJsonString());
        var script = Path.Combine(modules, "transformers.mjs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Reference", "transformers.mjs"), script, overwrite: true);
        using var node = Process.Start(new ProcessStartInfo("node", [script, Path.GetDirectoryName(_folder)!, Path.GetFileName(_folder), type, Count.ToString(CultureInfo.InvariantCulture), .. s_prompt.Select(t => t.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardOutput = true })!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return JsonSerializer.Deserialize<int[]>(output.Trim().Split('\n')[^1])!;
    }
}
