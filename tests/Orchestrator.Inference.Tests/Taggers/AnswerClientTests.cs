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

    static string GroupMate(TaggerResult result) => result.Group == "card-lost" ? "lost_or_stolen_card" : result.Intent;

    static TaggerChatClient Client() => new(TaggerModel.Load(ShippedModels.Folder("mini-answers")));
}
