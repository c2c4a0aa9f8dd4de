using System.Text.Json;
using Orchestrator.Routing.Profiles;

namespace Orchestrator.Cli.Tests.Routes;

public sealed class CalibrateCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Scores => Path.Combine(_directory.Root, "scores.jsonl");

    private string Profile => Path.Combine(_directory.Root, "profile.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Scored_prompts_become_a_profile_that_can_be_loaded()
    {
        File.WriteAllLines(Scores, Enumerable.Range(0, 60).Select(i => JsonSerializer.Serialize(new { prompt = $"What is {i} plus {i}?", score = i % 2 })));
        var (code, output, errors) = await Command.RunAsync(null, "route", "calibrate", "--scores", Scores, "--model", "my-model", "--out", Profile);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("60 prompts", output, StringComparison.Ordinal);
        Assert.Equal(("my-model", 60), (ModelProfile.Load(Profile).Model, ModelProfile.Load(Profile).Prompts));
    }

    [Theory]
    [InlineData("""{"prompt":"a","score":2}""", "line 1")]
    [InlineData("""{"prompt":"a"}""", "line 1")]
    [InlineData("no json", "line 1")]
    [InlineData("""{"prompt":"a","score":1}""", "too few")]
    public async Task What_cannot_be_used_is_refused_and_nothing_is_written(string line, string word)
    {
        File.WriteAllText(Scores, line + "\n");
        var (code, _, errors) = await Command.RunAsync(null, "route", "calibrate", "--scores", Scores, "--model", "my-model", "--out", Profile);
        Assert.Equal(2, code);
        Assert.Contains(word, errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.False(File.Exists(Profile));
    }
}
