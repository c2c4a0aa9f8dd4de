using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;

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
        Assert.InRange(_nano.Confidence!(text), 0, 0.3);
        var response = await _nano.Client.GetResponseAsync(text, new() { MaxOutputTokens = 100 });
        Assert.Equal(true, response.AdditionalProperties![ModelResponseKeys.Declined]);
        Assert.InRange((double)response.AdditionalProperties[ModelResponseKeys.Confidence]!, 0, 0.5);
    }

    [Fact]
    public void A_changed_file_is_refused_by_its_digest()
    {
        var copy = Directory.CreateTempSubdirectory("decoder");
        try
        {
            foreach (var file in Directory.EnumerateFiles(ShippedModels.Folder("nano-chat"), "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy.FullName, Path.GetRelativePath(ShippedModels.Folder("nano-chat"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            var weights = Path.Combine(copy.FullName, "onnx", "model_quantized.onnx");
            var bytes = File.ReadAllBytes(weights);
            bytes[^1] ^= 1;
            File.WriteAllBytes(weights, bytes);
            Assert.Contains("onnx/model_quantized.onnx", Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.FullName)).Message, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static AIFunctionDeclaration Tool(string name, string argument) => AIFunctionFactory.CreateDeclaration(
        name, "", JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["type"] = "object", ["properties"] = new Dictionary<string, object> { [argument] = new { type = "string" } } }));
}
