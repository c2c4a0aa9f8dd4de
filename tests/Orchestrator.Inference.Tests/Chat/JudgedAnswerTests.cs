using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Inference.Tests.Chat;

/// <summary>A model whose folder has a calibration says at the end of an answer how likely that is to be wrong.</summary>
public sealed class JudgedAnswerTests : IDisposable
{
    private static readonly AnswerJudge Judge = new()
    {
        Version = AnswerSignals.Version,
        Weights = new double[AnswerSignals.Count],
        LeastAnswers = 1,
        Domains = new Dictionary<string, WrongAnswers> { [AnswerDomain.All] = new() { Answers = 99, Wrong = [0.9, 0.4] } },
    };

    private readonly string _folder = TinyChat.Write(Directory.CreateTempSubdirectory("judged").FullName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_answer_ends_with_its_risk_and_shows_log_probabilities_only_to_who_asked()
    {
        File.WriteAllBytes(Path.Combine(_folder, AnswerJudge.File), Judge.Write());
        using var model = LocalModelLoader.Load(_folder);

        var updates = await model.Client.GetStreamingResponseAsync("hello", new() { MaxOutputTokens = 8 }).ToListAsync();

        Assert.Equal(new AnswerRisk("all", 0.02), updates[^1].AdditionalProperties![ModelResponseKeys.Risk]);
        Assert.All(updates, u => Assert.NotEqual(true, u.AdditionalProperties?.ContainsKey(ModelResponseKeys.LogProbabilities)));
        var asked = await model.Client.GetStreamingResponseAsync("hello", new() { MaxOutputTokens = 8, AdditionalProperties = new() { ["logprobs"] = true } }).ToListAsync();
        Assert.Contains(asked, u => u.AdditionalProperties?.ContainsKey(ModelResponseKeys.LogProbabilities) is true);
    }

    [Fact]
    public async Task What_is_no_json_although_json_was_asked_for_is_surely_wrong()
    {
        File.WriteAllBytes(Path.Combine(_folder, AnswerJudge.File), Judge.Write());
        using var model = LocalModelLoader.Load(_folder);
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""").RootElement;

        // Two tokens are too few for an object with a property.
        var response = await model.Client.GetResponseAsync("hello", new() { MaxOutputTokens = 2, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });

        Assert.Equal(new AnswerRisk("json", 1), response.AdditionalProperties![ModelResponseKeys.Risk]);
    }

    [Fact]
    public void Without_a_calibration_no_risk_is_promised_and_a_broken_one_is_refused_by_name()
    {
        using (var model = LocalModelLoader.Load(_folder))
            Assert.Null(model.Client.GetService<AnswerJudge>());
        File.WriteAllText(Path.Combine(_folder, AnswerJudge.File), "{}");
        Assert.Contains("'cascade.json'", Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(_folder)).Message, StringComparison.Ordinal);
    }
}
