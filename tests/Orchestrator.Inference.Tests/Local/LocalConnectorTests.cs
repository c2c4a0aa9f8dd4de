using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tests.Local;

public sealed class LocalConnectorTests
{
    private static readonly Target s_target = new() { Id = "nano@here", Tier = Tier.Nano, Zone = Zone.Device, Node = "here", Model = new("scripted") };

    [Fact]
    public async Task Text_tool_calls_and_the_end_come_as_the_model_gives_them()
    {
        var client = new ScriptedChatClient(
            new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("Done"), new TextContent("")]),
            new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "light", new Dictionary<string, object?> { ["on"] = true })]),
            new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 5, OutputTokenCount = 2 })])
            {
                FinishReason = ChatFinishReason.ToolCalls,
                AdditionalProperties = new() { [ModelResponseKeys.Confidence] = 0.75 },
            });

        var all = await Connector(client).AskAsync("light on").AllAsync();

        Assert.Equal(
            [
                new ModelText("Done"),
                new ModelToolCall(new("c1", "light", """{"on":true}""")),
                new ModelEnded { FinishReason = "tool_calls", Usage = new(5, 2), Confidence = 0.75 },
            ],
            all);
    }

    [Fact]
    public async Task A_tool_call_without_arguments_has_an_empty_object()
    {
        var client = new ScriptedChatClient(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "stop")]));

        var all = await Connector(client).AskAsync("stop").AllAsync();

        Assert.Equal([new ModelToolCall(new("c1", "stop", "{}")), new ModelEnded { FinishReason = "tool_calls" }], all);
    }

    [Fact]
    public async Task A_model_that_declines_says_so()
    {
        var client = new ScriptedChatClient(new ChatResponseUpdate(ChatRole.Assistant, "Not mine.") { AdditionalProperties = new() { [ModelResponseKeys.Declined] = true } });

        var all = await Connector(client).AskAsync("write a poem").AllAsync();

        Assert.True(Assert.IsType<ModelEnded>(all[^1]).Declined);
    }

    [Fact]
    public async Task The_model_is_shown_the_whole_conversation_and_its_tools_as_declarations()
    {
        var client = new ScriptedChatClient(new ChatResponseUpdate(ChatRole.Assistant, "ok"));
        var connector = Connector(client);
        var request = new ModelRequest
        {
            Messages =
            [
                new() { Role = Role.System, Text = "Be brief." },
                Message.User("What time is it?"),
                new() { Role = Role.Assistant, ToolCalls = [new("c1", "clock", """{"zone":"utc"}""")] },
                new() { Role = Role.Tool, ToolCallId = "c1", Text = "12:00" },
            ],
            Tools = [new("clock", "Tells the time.", """{"type":"object","properties":{"zone":{"type":"string"}}}""")],
            Options = new() { MaxOutputTokens = 20, Temperature = 0.5, Stop = ["\n"], Seed = 7, ToolChoice = "clock" },
        };

        await connector.RunAsync(Clearing.For(connector, request), Clearing.Invocation, default).AllAsync();

        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool], client.Messages.Select(m => m.Role));
        Assert.Equal("clock", Assert.IsType<FunctionCallContent>(Assert.Single(client.Messages[2].Contents)).Name);
        Assert.Equal("12:00", Assert.IsType<FunctionResultContent>(Assert.Single(client.Messages[3].Contents)).Result);
        var tool = Assert.Single(client.Options.Tools!);
        Assert.IsNotType<AIFunction>(tool, exactMatch: false);
        Assert.Contains("zone", Assert.IsType<AIFunctionDeclaration>(tool, exactMatch: false).JsonSchema.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((20, 0.5f, 7L), (client.Options.MaxOutputTokens, client.Options.Temperature, client.Options.Seed));
        Assert.Equal(ChatToolMode.RequireSpecific("clock"), client.Options.ToolMode);
    }

    [Fact]
    public async Task A_model_that_fails_is_a_failure_of_the_target_and_quotes_nothing()
    {
        var client = new ScriptedChatClient(_ => throw new InvalidOperationException("cannot read 'my card is 4111 1111 1111 1111'"));

        var e = await Assert.ThrowsAsync<TargetException>(() => Connector(client).AskAsync("hello").AllAsync());

        Assert.Equal("internal", e.Code);
        Assert.DoesNotContain("4111", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("nano@here", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_model()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async IAsyncEnumerable<ChatResponseUpdate> Endless([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return new(ChatRole.Assistant, "Hel");
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }
            finally
            {
                ended.SetResult();
            }
        }

        using var cancellation = new CancellationTokenSource();
        await using var answer = Connector(new ScriptedChatClient(Endless)).AskAsync("hello", cancellation.Token).GetAsyncEnumerator();
        await answer.MoveNextAsync();
        var next = answer.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await ended.Task;
    }

    [Fact]
    public void A_probe_asks_for_the_confidence_in_the_last_thing_that_the_person_said()
    {
        var connector = Connector(new ScriptedChatClient(), text => text == "lights on" ? 0.9 : 0.1);

        Assert.Equal(0.9, connector.Probe(new() { Messages = [Message.User("hello"), Message.Assistant("hi"), Message.User("lights on")] }));
    }

    [Fact]
    public void A_model_that_cannot_be_loaded_when_it_is_needed_takes_nothing_for_its_own()
    {
        var connector = Connector(new ScriptedChatClient(), _ => throw new ModelLoadException("another than when this process started"));

        Assert.Equal(0, connector.Probe(new() { Messages = [Message.User("lights on")] }));
    }

    [Fact]
    public void A_model_without_a_calibrated_confidence_has_none() =>
        Assert.Null(Connector(new ScriptedChatClient()).Probe(new() { Messages = [Message.User("hello")] }));

    [Fact]
    public void Nothing_is_encoded_as_nothing_leaves() =>
        Assert.True(Connector(new ScriptedChatClient()).Codec.Encode(new() { Messages = [Message.User("hello")] }).IsEmpty);

    private static LocalConnector Connector(ScriptedChatClient client, Func<string, double>? confidence = null) =>
        new LocalConnector(s_target, new("scripted", "1", new('0', 64), Tier.Nano, client, confidence));
}
