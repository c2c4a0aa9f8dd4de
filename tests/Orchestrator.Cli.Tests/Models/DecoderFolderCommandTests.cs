using System.Text.Json;
using Orchestrator.Inference.Tests.Chat;
using Orchestrator.Inference.Tests.Decoders;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Cli.Tests.Models;

public sealed class DecoderFolderCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Inspect_tells_variants_sizes_and_memory_without_loading()
    {
        TinyDecoder.Write(_directory.Root, inPlace: true);
        var (code, output, _) = await Command.RunAsync(null, "models", "inspect", _directory.Root, "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var variant = Assert.Single(json.RootElement.GetProperty("variants").EnumerateArray());
        Assert.Equal("fp32", variant.GetProperty("name").GetString());
        Assert.True(variant.GetProperty("shared_buffer").GetBoolean());
        Assert.Equal(2 * 2 * 2 * 16 * 4, variant.GetProperty("cache_bytes_per_token").GetInt64());
        Assert.Contains("in place", (await Command.RunAsync(null, "models", "inspect", _directory.Root)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_measures_prompt_and_answer()
    {
        TinyDecoder.Write(_directory.Root, inPlace: false);
        var (code, output, _) = await Command.RunAsync(null, "models", "bench", _directory.Root, "--prompt", "8", "--tokens", "4", "--runs", "1", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("shared_buffer").GetBoolean());
        Assert.True(json.RootElement.GetProperty("decode_per_second").GetDouble() > 0);
        Assert.True(json.RootElement.GetProperty("bandwidth_bytes_per_second").GetDouble() > 0);
    }

    [Fact]
    public async Task Run_answers_text_in_lines()
    {
        TinyChat.Write(_directory.Root);
        var (code, output, errors) = await Command.RunAsync("""{"id":"1","prompt":"hello"}""" + "\n", "models", "run", _directory.Root, "--jsonl");
        Assert.Equal("", errors);
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("1", json.RootElement.GetProperty("id").GetString());
        Assert.True(json.RootElement.GetProperty("tokens").GetInt64() > 0);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("confidence").ValueKind);
    }

    [Fact]
    public async Task Run_calls_the_tools_that_are_declared_with_arguments_in_their_schema()
    {
        const string Tools = """[{"type":"function","function":{"name":"HassClimateSetTemperature","parameters":{"type":"object","properties":{"area":{"type":"string"},"temperature":{"type":"integer"}}}}}]""";
        var (code, output, errors) = await Command.RunAsync(null, "models", "run", "nano-chat", "set the bedroom to 21 degrees", "--tools", Tools, "--json");
        Assert.Equal(("", 0), (errors, code));
        using var json = JsonDocument.Parse(output);
        var call = Assert.Single(json.RootElement.GetProperty("calls").EnumerateArray());
        Assert.Equal("HassClimateSetTemperature", call.GetProperty("name").GetString());
        Assert.All(call.GetProperty("arguments").EnumerateObject(), a => Assert.Equal(a.Name == "temperature" ? JsonValueKind.Number : JsonValueKind.String, a.Value.ValueKind));
        Assert.Equal("tool_calls", json.RootElement.GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("--tools: this is not JSON at line 1", "--tools", "[{")]
    [InlineData("tool 2 has no 'name'", "--tools", """[{"name":"a"},{}]""")]
    [InlineData("'parameters' of 'a' is Array", "--tools", """[{"name":"a","parameters":[]}]""")]
    [InlineData("neither a JSON array nor a file", "--tools", "no-such-file.json")]
    [InlineData("'b' is not one of the tools (a)", "--tools", """[{"name":"a"}]""", "--tool-choice", "b")]
    [InlineData("there is no tool to call", "--tool-choice", "required")]
    public async Task Run_says_what_is_wrong_with_the_tools(string said, params string[] arguments)
    {
        var (code, _, errors) = await Command.RunAsync(null, ["models", "run", "nano-chat", "hello", .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(said, errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_tells_what_a_cascade_is_calibrated_by_when_asked()
    {
        TinyChat.Write(_directory.Root);
        var (_, output, _) = await Command.RunAsync("""{"id":"1","prompt":"hello"}""" + "\n", "models", "run", _directory.Root, "--jsonl", "--signals");
        using var json = JsonDocument.Parse(output);
        Assert.Equal("text", json.RootElement.GetProperty("domain").GetString());
        Assert.Equal(AnswerSignals.Count, json.RootElement.GetProperty("signals").GetArrayLength());
    }

    [Fact]
    public async Task A_folder_without_a_model_is_refused_by_name()
    {
        var (code, _, errors) = await Command.RunAsync(null, "models", "inspect", _directory.Root);
        Assert.Equal(2, code);
        Assert.Contains("config.json", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_ships_is_found_by_its_name_and_a_tagger_told_from_a_broken_folder()
    {
        Assert.Contains("quantized", (await Command.RunAsync(null, "models", "inspect", "nano-chat")).Output, StringComparison.Ordinal);
        var (code, _, errors) = await Command.RunAsync(null, "models", "inspect", "nano-commands");
        Assert.Equal(2, code);
        Assert.Contains("'models run' runs it", errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}
