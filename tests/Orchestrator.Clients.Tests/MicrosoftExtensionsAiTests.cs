using System.ClientModel;
using System.ComponentModel;
using Microsoft.Extensions.AI;
using OpenAI;
using Orchestrator.Clients.Tests.Running;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What users of Microsoft.Extensions.AI get through the OpenAI package, over both of its protocols.</summary>
[Collection(WholeSystem.Name)]
public sealed class MicrosoftExtensionsAiTests(ClientsFixture clients)
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_typed_answer_has_the_schema_of_its_type(bool responses)
    {
        using var chat = Open("cloud", responses);

        var plan = (await chat.GetResponseAsync<Plan>(Task)).Result;

        Assert.Equal(("stand-in", 0, false), (plan.Title, plan.Steps.Length, plan.Sure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_that_come_side_by_side_are_run_by_the_function_loop(bool responses)
    {
        var called = new List<string>();
        var options = new ChatOptions
        {
            Tools = [AIFunctionFactory.Create(([Description("Where")] string place) => Note($"lights {place}"), "lights"), AIFunctionFactory.Create(([Description("Where")] string place) => Note($"blinds {place}"), "blinds")],
            ToolMode = ChatToolMode.RequireAny,
            AllowMultipleToolCalls = true,
        };

        // The loop asks no more for a tool once one was required and run.
        using var chat = Open("cloud", responses).AsBuilder().UseFunctionInvocation().Build();
        var answer = await chat.GetResponseAsync(Task, options);

        Assert.Equal(["lights stand-in", "blinds stand-in"], called);
        Assert.Contains("stand-in", answer.Text, StringComparison.Ordinal);

        string Note(string what)
        {
            called.Add(what);
            return "done";
        }
    }

    // The package passes over the error that ends the stream, on both of its clients: what is missing tells it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_breaks_off_ends_without_a_finish_reason(bool responses)
    {
        using var chat = Open("cloud", responses);
        var whole = await chat.GetStreamingResponseAsync(Task).ToChatResponseAsync();
        await clients.System.SetFaultAsync(new { errorInStream = 9, count = 1 });

        var broken = await chat.GetStreamingResponseAsync(Task).ToChatResponseAsync();
        await clients.RecoverAsync();

        Assert.Equal(ChatFinishReason.Stop, whole.FinishReason);
        Assert.StartsWith("This is the stand-in", broken.Text, StringComparison.Ordinal);
        Assert.NotEqual(whole.Text, broken.Text);
        Assert.Null(broken.FinishReason);
    }

    private IChatClient Open(string model, bool responses)
    {
        var client = new OpenAIClient(new ApiKeyCredential(ClientsFixture.Key), new() { Endpoint = new($"{TestSystem.Url(clients.System.DeviceHttp)}/v1") });
#pragma warning disable OPENAI001 // The package marks its responses client as experimental.
        return responses ? client.GetResponsesClient().AsIChatClient(model) : client.GetChatClient(model).AsIChatClient();
#pragma warning restore OPENAI001
    }

    private sealed record Plan(string Title, string[] Steps, bool Sure);
}
