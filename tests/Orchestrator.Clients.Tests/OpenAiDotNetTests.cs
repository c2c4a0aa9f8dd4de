using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Orchestrator.Clients.Tests.Running;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What users of the official OpenAI package for .NET get, bare and as an <see cref="IChatClient"/>.</summary>
[Collection(WholeSystem.Name)]
public sealed class OpenAiDotNetTests(ClientsFixture clients)
{
    private const string Command = "turn off the lights in the kitchen";
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    private static readonly ChatTool s_lightOff = ChatTool.CreateFunctionTool(
        "iot_hue_lightoff", "Turns the lights of a room off", BinaryData.FromString("""{"type":"object","properties":{"house_place":{"type":"string"}}}"""));

    [Fact]
    public async Task A_completion_carries_text_usage_and_the_decisions_headers()
    {
        var result = await Open("auto").CompleteChatAsync(Task);

        Assert.Contains("stand-in", result.Value.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal((OpenAI.Chat.ChatFinishReason.Stop, 51), (result.Value.FinishReason, result.Value.Usage.TotalTokenCount));
        Assert.True(result.GetRawResponse().Headers.TryGetValue("x-orchestrator-tier", out var tier));
        Assert.Equal("cloud", tier);
    }

    [Fact]
    public async Task A_stream_gives_the_same_text_and_ends_with_its_usage()
    {
        var whole = await Open("auto").CompleteChatAsync(Task);
        var text = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in Open("auto").CompleteChatStreamingAsync(Task))
        {
            text += string.Concat(update.ContentUpdate.Select(static c => c.Text));
            usage = update.Usage ?? usage;
        }

        Assert.Equal(whole.Value.Content[0].Text, text);
        Assert.Equal(51, usage?.TotalTokenCount);
    }

    [Fact]
    public async Task A_tool_call_and_its_result_make_two_turns_of_one_conversation()
    {
        var client = Open("auto");
        List<OpenAI.Chat.ChatMessage> messages = [new UserChatMessage(Command)];
        var options = new ChatCompletionOptions { Tools = { s_lightOff } };
        var asked = await client.CompleteChatAsync(messages, options);
        var call = Assert.Single(asked.Value.ToolCalls);
        messages.Add(new AssistantChatMessage(asked.Value));
        messages.Add(new ToolChatMessage(call.Id, """{"ok":true}"""));
        var answered = await client.CompleteChatAsync(messages, options);

        Assert.Equal((OpenAI.Chat.ChatFinishReason.ToolCalls, "iot_hue_lightoff"), (asked.Value.FinishReason, call.FunctionName));
        Assert.NotEmpty(answered.Value.Content[0].Text);
        Assert.Equal(Header(asked, "x-orchestrator-conversation"), Header(answered, "x-orchestrator-conversation"));
    }

    [Fact]
    public async Task A_streamed_tool_call_is_put_together_by_its_index()
    {
        var names = new List<string>();
        var arguments = "";
        await foreach (var update in Open("auto").CompleteChatStreamingAsync([new UserChatMessage(Command)], new ChatCompletionOptions { Tools = { s_lightOff } }))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                Assert.Equal(0, call.Index);
                if (!string.IsNullOrEmpty(call.FunctionName))
                    names.Add(call.FunctionName);
                arguments += call.FunctionArgumentsUpdate?.ToString();
            }
        }

        Assert.Equal(["iot_hue_lightoff"], names);
        Assert.Contains("kitchen", arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orc_wrong", "auto", Task, 401)]
    [InlineData(ClientsFixture.Key, "gpt-nobody", Task, 404)]
    [InlineData(ClientsFixture.Key, "auto", " ", 400)]
    [InlineData(ClientsFixture.Key, "cloud", "Prove that ghp_16C7e42F292c6912E7710c838347Ae178B4a is a secure token in general", 403)]
    public async Task An_error_is_a_ClientResultException_with_its_status_and_is_sent_once(string key, string model, string text, int status)
    {
        using var counter = new CountingHandler();
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Open(model, key, counter).CompleteChatAsync(text));

        Assert.Equal((status, 1), (error.Status, counter.Requests));
    }

    [Fact]
    public async Task A_failure_worth_a_repeat_is_repeated_by_the_client_and_then_answered()
    {
        using var counter = new CountingHandler();
        await clients.System.SetFaultAsync(new { status = 500, count = 1 });
        var result = await Open("cloud", ClientsFixture.Key, counter).CompleteChatAsync(Task);
        await clients.RecoverAsync();

        Assert.Equal(2, counter.Requests);
        Assert.Contains("stand-in", result.Value.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_an_IChatClient_it_answers_whole_and_streamed()
    {
        using var chat = Open("auto").AsIChatClient();
        var whole = await chat.GetResponseAsync(Task);
        var streamed = await chat.GetStreamingResponseAsync(Task).ToChatResponseAsync();

        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(51, streamed.Usage?.TotalTokenCount);
    }

#pragma warning disable OPENAI001 // The package marks its responses client as experimental.
    [Fact]
    public async Task Its_responses_client_as_an_IChatClient_answers_whole_and_streamed()
    {
        using var chat = new OpenAIClient(new ApiKeyCredential(ClientsFixture.Key), new() { Endpoint = new($"{TestSystem.Url(clients.System.DeviceHttp)}/v1") })
            .GetResponsesClient().AsIChatClient("cloud");
        var whole = await chat.GetResponseAsync(Task);
        var streamed = await chat.GetStreamingResponseAsync(Task).ToChatResponseAsync();
        var next = await chat.GetResponseAsync("And again", new() { ConversationId = whole.ResponseId });

        Assert.Equal(whole.Text, streamed.Text);
        Assert.Contains("stand-in", next.Text, StringComparison.Ordinal);
        Assert.True(streamed.Usage?.TotalTokenCount > 0);
    }
#pragma warning restore OPENAI001

    private static string Header(ClientResult<ChatCompletion> result, string name) =>
        result.GetRawResponse().Headers.TryGetValue(name, out var value) ? value! : throw new InvalidOperationException($"There is no header {name}.");

    private ChatClient Open(string model, string key = ClientsFixture.Key, CountingHandler? counter = null)
    {
        var options = new OpenAIClientOptions { Endpoint = new($"{TestSystem.Url(clients.System.DeviceHttp)}/v1") };
        if (counter is not null)
            options.Transport = new HttpClientPipelineTransport(new HttpClient(counter, disposeHandler: false));
        return new OpenAIClient(new ApiKeyCredential(key), options).GetChatClient(model);
    }
}
