using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Chat;

namespace Orchestrator.Inference.Tests.Chat;

public sealed class CallBallotTests
{
    [Fact]
    public void What_most_ballots_call_is_taken_in_whatever_order_its_arguments_stand()
    {
        var elected = CallBallot.Elect([Ballot(0.6, ("city", "Avant")), Ballot(0.3, ("state", "Avant"), ("year", "1990")), Ballot(0.3, ("year", "1990"), ("state", "Avant"))]);

        Assert.Equal("1990", elected.Call!.Arguments!["year"]);
        Assert.Equal(0.2, elected.Probability, 6);
    }

    [Fact]
    public void Of_calls_with_as_many_ballots_the_more_probable_is_taken_and_one_that_calls_nothing_takes_off_its_certainty()
    {
        var elected = CallBallot.Elect([Ballot(0.2, ("city", "Avant")), new CallBallot(null, [], 0.9), Ballot(0.4, ("state", "Avant"))]);

        Assert.True(elected.Call!.Arguments!.ContainsKey("state"));
        Assert.Equal(0.4 / 3, elected.Probability, 6);
    }

    [Fact]
    public void Another_order_keeps_every_tool_and_parameter_and_what_is_no_function()
    {
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"enum":["x"]},"d":{}},"required":["a"]}""").RootElement;
        AITool[] tools = [new HostedWebSearchTool(), .. Enumerable.Range(0, 5).Select(i => AIFunctionFactory.CreateDeclaration($"tool{i}", $"does {i}", schema))];

        var orders = Enumerable.Range(1, 4).Select(turn => CallBallot.Reordered(tools, turn)).ToList();

        foreach (var order in orders)
        {
            Assert.Equal(tools.Select(t => t.Name).Order(), order.Select(t => t.Name).Order());
            Assert.IsType<HostedWebSearchTool>(order[^1]);
            Assert.All(order.OfType<AIFunctionDeclaration>(), tool =>
            {
                Assert.Equal($"does {tool.Name[^1]}", tool.Description);
                Assert.Equal("a", tool.JsonSchema.GetProperty("required")[0].GetString());
                Assert.Equal(["a", "b", "c", "d"], tool.JsonSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order());
            });
        }

        Assert.Equal(Text(orders[0]), Text(CallBallot.Reordered(tools, 1)));
        Assert.True(orders.Select(Text).Distinct().Count() > 2);

        static string Text(IEnumerable<AITool> some) => string.Join(' ', some.Select(t => t is AIFunctionDeclaration f ? f.Name + f.JsonSchema : t.Name));
    }

    private static CallBallot Ballot(double probability, params (string Name, string Value)[] arguments) =>
        new(new("id", "BookRestaurant", arguments.ToDictionary(a => a.Name, a => (object?)a.Value)), [], probability);
}
