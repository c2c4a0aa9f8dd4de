using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class AnswerClientTests
{
    [Fact]
    public async Task A_known_question_gets_its_prepared_answer_which_says_what_it_is()
    {
        using var client = Client();

        var response = await client.GetResponseAsync("I was billed twice for the same coffee");

        Assert.StartsWith(ShippedModels.Mini.Answers.Answers["transaction_charged_twice"], response.Text, StringComparison.Ordinal);
        Assert.Contains("prepared answer", response.Text, StringComparison.Ordinal);
        Assert.Equal("transaction_charged_twice", response.AdditionalProperties![ModelResponseKeys.Intent]);
        Assert.Equal(false, response.AdditionalProperties[ModelResponseKeys.Declined]);
    }

    [Fact]
    public async Task Another_question_is_declined()
    {
        using var client = Client();

        var response = await client.GetResponseAsync("Derive the equations of motion of a double pendulum from its Lagrangian.");

        Assert.Equal(true, response.AdditionalProperties![ModelResponseKeys.Declined]);
        Assert.True(client.Confidence("Derive the equations of motion of a double pendulum from its Lagrangian.") <= 0.5);
    }

    [Theory]
    [InlineData("4000 1234 5678 9010")]
    [InlineData("jo.doe@example.com")]
    [InlineData("$25.00")]
    [InlineData("GB12 ABCD 1234 5678 9012 34")]
    public void A_pasted_number_or_address_does_not_move_the_intent(string pasted)
    {
        Assert.Equal("lost_or_stolen_card", GroupMate(ShippedModels.Mini.Tag($"I lost my card {pasted}, what do I do?")));
        Assert.Equal("transaction_charged_twice", ShippedModels.Mini.Tag($"a payment was taken twice, {pasted}").Intent);
    }

    [Fact]
    public async Task Tools_of_the_caller_change_nothing()
    {
        using var client = Client();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "x", "freeze_account")] };

        var response = await client.GetResponseAsync("how do I freeze my account", options);

        Assert.DoesNotContain(response.Messages[0].Contents, c => c is FunctionCallContent);
    }

    [Fact]
    public async Task An_answer_ends_with_the_callers_limit_of_tokens_or_before_its_stop_sequence()
    {
        using var client = Client();

        var whole = await client.GetResponseAsync("hello");
        var cut = await client.GetResponseAsync("hello", new() { MaxOutputTokens = 3 });
        var stopped = await client.GetResponseAsync("hello", new() { StopSequences = ["", " common"], MaxOutputTokens = 100 });

        Assert.Equal(("Hello. Ask me", ChatFinishReason.Length, 3L), (cut.Text, cut.FinishReason!.Value, cut.Usage!.OutputTokenCount!.Value));
        Assert.Equal(("Hello. Ask me a", ChatFinishReason.Stop), (stopped.Text, stopped.FinishReason!.Value));
        Assert.Equal(ChatFinishReason.Stop, (await client.GetResponseAsync("hello", new() { MaxOutputTokens = (int)whole.Usage!.OutputTokenCount! })).FinishReason);
    }

    [Theory]
    [InlineData("good evening", "greeting")]
    [InlineData("Hello!", "greeting")]
    [InlineData("  Thank   you very much.", "thank_you")]
    [InlineData("bye bye", "goodbye")]
    public async Task Small_talk_that_is_all_that_is_said_is_answered_as_surely_as_anything(string text, string intent)
    {
        using var client = Client();

        var response = await client.GetResponseAsync(text);

        Assert.Equal(intent, response.AdditionalProperties![ModelResponseKeys.Intent]);
        Assert.Equal(ShippedModels.Mini.Calibration.Apply(1), client.Confidence(text));
        Assert.StartsWith(ShippedModels.Mini.Answers.Answers[intent], response.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("good evening, derive the equations of motion of a double pendulum")]
    [InlineData("hello world in COBOL")]
    public void Small_talk_before_a_question_does_not_make_it_easy(string text)
    {
        using var client = Client();

        Assert.True(client.Confidence(text) < ShippedModels.Mini.Calibration.Apply(1));
    }

    static string GroupMate(TaggerResult result) => result.Group == "card-lost" ? "lost_or_stolen_card" : result.Intent;

    static TaggerChatClient Client() => new(TaggerModel.Load(ShippedModels.Folder("mini-answers")));
}
