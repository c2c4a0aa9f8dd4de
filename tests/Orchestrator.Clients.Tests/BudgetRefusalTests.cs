using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using Orchestrator.Clients.Tests.Running;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>A spent budget, as the official clients see it: one request and a readable error, at a node, which draws over its link, and at the silo.</summary>
[Collection(WholeSystem.Name)]
public sealed class BudgetRefusalTests(ClientsFixture clients)
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    [NodeTheory]
    [InlineData("chat")]
    [InlineData("stream")]
    [InlineData("respond")]
    public async Task The_npm_client_sends_it_once_and_shows_what_is_left_of_which_budget(string step)
    {
        foreach (var port in new[] { clients.System.DeviceHttp, clients.System.SiloHttp })
        {
            object body = step == "respond" ? new { model = "cloud", input = Task } : new { model = "cloud", messages = new[] { new { role = "user", content = Task } } };
            var outcome = await clients.OpenAiAsync(step, body, new { apiKey = ClientsFixture.PoorKey }, port);

            Assert.Equal((402, "budget_refused", 1), (outcome.Status, outcome.Code, outcome.Requests));
            Assert.Equal("insufficient_quota", outcome.Error.GetProperty("type").GetString());
            Assert.Contains("0.00000001 USD are left of the budget of API key 'poor'", outcome.Message, StringComparison.Ordinal);
            Assert.Equal("refused-budget", outcome.Route("reason"));
        }
    }

    [NodeFact]
    public async Task The_npm_client_gets_what_a_model_without_a_price_can_answer()
    {
        var outcome = (await clients.OpenAiAsync("chat", new { model = "auto", messages = new[] { new { role = "user", content = "turn off the lights in the kitchen" } } }, new { apiKey = ClientsFixture.PoorKey })).Ok();

        Assert.Equal("nano", outcome.Route("tier"));
    }

    [Fact]
    public async Task The_dotnet_client_sends_it_once_and_shows_what_is_left_of_which_budget()
    {
        foreach (var port in new[] { clients.System.DeviceHttp, clients.System.SiloHttp })
        {
            using var counter = new CountingHandler();
            using var http = new HttpClient(counter);
            var options = new OpenAIClientOptions { Endpoint = new($"{TestSystem.Url(port)}/v1"), Transport = new HttpClientPipelineTransport(http) };
            var client = new OpenAIClient(new ApiKeyCredential(ClientsFixture.PoorKey), options).GetChatClient("cloud");

            var whole = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(Task));
            var streamed = await Assert.ThrowsAsync<ClientResultException>(async () => await client.CompleteChatStreamingAsync(Task).GetAsyncEnumerator().MoveNextAsync());

            Assert.Equal((402, 402, 2), (whole.Status, streamed.Status, counter.Requests));
            Assert.Contains("0.00000001 USD are left of the budget of API key 'poor'", whole.Message, StringComparison.Ordinal);
        }
    }
}
