using System.Text.Json;
using Orchestrator.Clients.Tests.Running;

namespace Orchestrator.Cli.Tests.Models;

/// <summary>What the <c>models</c> commands do with a folder whose model writes no text.</summary>
public sealed class EncoderFolderCommandTests : IDisposable
{
    private static readonly string[] s_labels = ["O", "B-GREETING", "PLACE", "B-TIME"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_that_embeds_is_told_by_its_dimensions_and_its_texts_become_numbers()
    {
        TinyEmbeddings.Write(_directory.Root);

        using var told = await Json("inspect", _directory.Root);
        Assert.Equal(("sentences", 16, TinyEmbeddings.Size, "mean"), (told.RootElement.GetProperty("encoder").GetString(), told.RootElement.GetProperty("longest_text").GetInt32(), told.RootElement.GetProperty("dimensions").GetInt32(), told.RootElement.GetProperty("pooling").GetString()));
        Assert.True(Assert.Single(told.RootElement.GetProperty("variants").EnumerateArray()).GetProperty("weights").GetProperty("float32").GetInt64() > 0);
        Assert.Contains("embeds texts in 6 dimensions (mean), reads 16 tokens", (await Command.RunAsync(null, "models", "inspect", _directory.Root)).Output, StringComparison.Ordinal);

        using var run = await Json("run", _directory.Root, "again");
        Assert.Equal(TinyEmbeddings.Of("again"), run.RootElement.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()));

        using var measured = await Json("bench", _directory.Root, "--prompt", "8", "--runs", "1");
        Assert.True(measured.RootElement.GetProperty("texts_per_second").GetDouble() > 0);
    }

    [Fact]
    public async Task One_that_labels_parts_tells_each_with_its_place()
    {
        TinyEmbeddings.WriteLabels(_directory.Root, s_labels, ofTexts: false);

        Assert.Contains("labels parts of texts (O, B-GREETING, PLACE, B-TIME)", (await Command.RunAsync(null, "models", "inspect", _directory.Root)).Output, StringComparison.Ordinal);
        using var run = await Json("run", _directory.Root, "hello there world");
        Assert.Equal(
            [("GREETING", 0, "hello"), ("PLACE", 12, "world")],
            run.RootElement.GetProperty("parts").EnumerateArray().Select(p => (p.GetProperty("label").GetString()!, p.GetProperty("start").GetInt32(), p.GetProperty("text").GetString()!)));
    }

    [Fact]
    public async Task One_that_labels_texts_tells_the_likeliest_first()
    {
        TinyEmbeddings.WriteLabels(_directory.Root, s_labels, ofTexts: true);

        Assert.Contains("labels texts (O, B-GREETING, PLACE, B-TIME)", (await Command.RunAsync(null, "models", "inspect", _directory.Root)).Output, StringComparison.Ordinal);
        using var run = await Json("run", _directory.Root, "hello again");
        Assert.Equal(["B-TIME", "B-GREETING"], run.RootElement.GetProperty("labels").EnumerateArray().Take(2).Select(l => l.GetProperty("label").GetString()));
    }

    [Theory]
    [InlineData("leave out --tools", "run", "hello", "--tools", """[{"name":"a"}]""")]
    [InlineData("reads 16 tokens; 17 were asked for", "bench", "--prompt", "17")]
    public async Task What_it_cannot_do_is_refused(string said, string verb, params string[] arguments)
    {
        TinyEmbeddings.Write(_directory.Root);

        var (code, _, errors) = await Command.RunAsync(null, ["models", verb, _directory.Root, .. arguments]);

        Assert.Equal(2, code);
        Assert.Contains(said, errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_variant_is_named_and_the_other_told()
    {
        TinyEmbeddings.Write(_directory.Root);
        File.WriteAllText(_directory["model_int8.onnx"], "cut off");

        var (code, output, _) = await Command.RunAsync(null, "models", "inspect", _directory.Root);

        Assert.Equal(0, code);
        Assert.Contains("cannot be run", output, StringComparison.Ordinal);
        Assert.Contains("model_int8.onnx' is cut off or no ONNX file", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private static async Task<JsonDocument> Json(string verb, params string[] arguments)
    {
        var (code, output, errors) = await Command.RunAsync(null, ["models", verb, .. arguments, "--json"]);
        Assert.Equal((0, ""), (code, errors));
        return JsonDocument.Parse(output);
    }
}
