using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Inference.Tests.Chat;

/// <summary>The decoders as they ship, on sentences of our own that no training saw.</summary>
public sealed class ShippedDecoderTests : IDisposable
{
    private readonly LocalModel _nano = LocalModelLoader.Load(ShippedModels.Folder("nano-chat"));

    public void Dispose() => _nano.Dispose();

    [Fact]
    public async Task Commands_become_calls_of_the_tools_that_are_declared()
    {
        (string Text, string Tool, string Argument, string Value)[] commands =
        [
            ("pause the music in the bedroom", "HassMediaPause", "area", "bedroom"),
            ("add carrots to my shopping list", "HassShoppingListAddItem", "item", "carrots"),
            ("play some jazz by miles davis", "PlayMusic", "artist", "miles davis"),
            ("put this song on my running playlist", "AddToPlaylist", "playlist", "running"),
            ("send the vacuum back to its base", "HassVacuumReturnToBase", "name", "vacuum"),
            ("wake me up at seven am", "alarm_set", "time", "seven am"),
            ("is it going to rain in boston", "GetWeather", "city", "boston"),
            ("order a pizza from dominos", "takeaway_order", "food_type", "pizza"),
        ];
        List<AITool> tools = [.. commands.Select(c => Tool(c.Tool, c.Argument))];
        var right = 0;
        foreach (var (text, tool, argument, value) in commands)
        {
            var response = await _nano.Client.GetResponseAsync(text, new() { Tools = tools, MaxOutputTokens = 100 });
            var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().FirstOrDefault();
            right += call?.Name == tool && call.Arguments!.TryGetValue(argument, out var given) && $"{given}" == value ? 1 : 0;
        }

        Assert.InRange(right, 4, commands.Length);
    }

    [Theory]
    [InlineData("Write an essay about the causes of the first world war")]
    [InlineData("Solve x^2 - 5x + 6 = 0 and explain each step")]
    [InlineData("Compare two sorting algorithms by their worst case")]
    public async Task What_is_not_its_own_is_declined_before_and_after(string text)
    {
        Assert.InRange(await _nano.SlowConfidence!.Of(text, default), 0, 0.3);
        var response = await _nano.Client.GetResponseAsync(text, new() { MaxOutputTokens = 100 });
        Assert.Equal(true, response.AdditionalProperties![ModelResponseKeys.Declined]);
        Assert.InRange((double)response.AdditionalProperties[ModelResponseKeys.Confidence]!, 0, 0.5);
    }

    [Fact]
    public async Task A_text_of_which_it_reads_the_beginning_only_is_not_its_own()
    {
        const string Hello = "hello there";
        Assert.InRange(await _nano.SlowConfidence!.Of(Hello, default), 0.5, 1);
        Assert.InRange(await _nano.SlowConfidence!.Of(Hello + new string(' ', 600) + "prove Fermat's last theorem", default), 0, 0.01);
    }

    [Fact]
    public async Task What_was_read_for_its_confidence_is_not_read_again_for_its_answer()
    {
        const string Text = "please put a bottle of milk and two loaves of bread on the shopping list for tomorrow morning";
        var scheduler = _nano.Client.GetRequiredService<DecoderScheduler>();
        var alone = await _nano.Client.GetResponseAsync(Text, new() { Seed = 1, Temperature = 0 });
        await _nano.SlowConfidence!.Of(Text, default);
        var before = scheduler.Remembered;

        var after = await _nano.Client.GetResponseAsync(Text, new() { Temperature = 0 });

        Assert.Equal(alone.Text, after.Text);
        Assert.InRange(scheduler.Remembered - before, 16, 200);
    }

    [Fact]
    public async Task One_that_is_loaded_when_needed_says_and_answers_what_one_that_is_loaded_at_the_start_does()
    {
        using var later = LocalModelLoader.Load(ShippedModels.Folder("nano-chat"), whenNeeded: true);
        Assert.Null(later.Client.GetService<DecoderScheduler>());
        Assert.Equal((_nano.Digest, _nano.Id, true), (later.Digest, later.Id, later.IsNarrow));
        Assert.Equal(_nano.Client.GetService<DecoderDescription>(), later.Client.GetService<DecoderDescription>());
        Assert.NotNull(later.Client.GetService<AnswerJudge>());

        Assert.Equal(await _nano.SlowConfidence!.Of("hello there", default), await later.SlowConfidence!.Of("hello there", default));
        Assert.Equal((await _nano.Client.GetResponseAsync("hello there")).Text, (await later.Client.GetResponseAsync("hello there")).Text);
        Assert.NotNull(later.Client.GetService<DecoderScheduler>());
        Assert.Null(later.Problem);
    }

    [Fact]
    public async Task One_that_was_changed_before_it_was_needed_is_not_used_and_health_can_say_why()
    {
        using var copy = new ModelCopy("nano-chat");
        using var model = LocalModelLoader.Load(copy.Folder, whenNeeded: true);
        File.WriteAllText(copy["onnx/model_quantized.onnx"], "other");

        await Assert.ThrowsAsync<ModelLoadException>(() => model.SlowConfidence!.Of("hello there", default));

        Assert.Contains("onnx/model_quantized.onnx", model.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_is_refused_by_its_digest()
    {
        using var copy = new ModelCopy("nano-chat");
        var weights = copy["onnx/model_quantized.onnx"];
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Assert.Contains("onnx/model_quantized.onnx", Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_nothing_vouches_for_are_refused()
    {
        using var copy = new ModelCopy("nano-chat");
        File.Copy(copy["onnx/model_quantized.onnx"], copy["onnx/model_fp32.onnx"]);
        File.Copy(copy["onnx/model_quantized.onnx"], copy["onnx/model_quantized.onnx_data"]);
        Assert.Contains("onnx/model_quantized.onnx_data", Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder)).Message, StringComparison.Ordinal);
        Assert.Contains("onnx/model_fp32.onnx", Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder, decoder: new() { Variant = "fp32" })).Message, StringComparison.Ordinal);
    }

    private static AIFunctionDeclaration Tool(string name, string argument) => AIFunctionFactory.CreateDeclaration(
        name, "", JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["type"] = "object", ["properties"] = new Dictionary<string, object> { [argument] = new { type = "string" } } }));
}
