using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations;
using Orchestrator.Sdk.Chat;
using static Orchestrator.Sdk.Tests.Turns;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk.Tests;

public sealed class ChatClientTests
{
    [Fact]
    public async Task An_answer_carries_the_decision_and_the_conversation()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Text(0, "hi"), Ended("hi")));
        await using var services = server.Client();
        var answer = await services.GetRequiredService<IChatClient>().GetResponseAsync("hello");
        Assert.Equal("hi", answer.Text);
        Assert.Equal(Turns.Id.ToString(), answer.ConversationId);
        Assert.Equal("t1", answer.ResponseId);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(7, answer.Usage!.TotalTokenCount);
        Assert.Equal("nano", answer.AdditionalProperties![DecisionKeys.Tier]);
        Assert.Equal("device", answer.AdditionalProperties[DecisionKeys.Zone]);
        Assert.Equal("nano-confident", answer.AdditionalProperties[DecisionKeys.Reason]);
        Assert.Equal(0.00012m, answer.AdditionalProperties[DecisionKeys.Cost]);
        Assert.Equal("nano", answer.Messages[0].AdditionalProperties![DecisionKeys.Tier]);
        Assert.StartsWith("nano-commands@sha256:", answer.ModelId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("careful", 0.75)]
    [InlineData(0.25, 0.25)]
    [InlineData(1, 1.0)]
    public async Task The_quality_dial_is_an_option_by_number_or_name(object quality, double dial)
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("hi")));
        await using var services = server.Client();
        await services.GetRequiredService<IChatClient>().GetResponseAsync("hello", new()
        {
            AdditionalProperties = new() { [DecisionKeys.Quality] = quality, [DecisionKeys.Preference] = new RoutePreference { Mode = RoutePreferenceMode.PreferDevice, Quality = 0.1 } },
        });

        Assert.Equal((dial, V1.PreferenceMode.PreferDevice), (Sent(server).Preference.Quality, Sent(server).Preference.Mode));
    }

    [Fact]
    public async Task A_quality_that_is_none_is_refused_before_anything_is_sent()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("hi")));
        await using var services = server.Client();
        var refused = await Assert.ThrowsAsync<OrchestratorException>(() =>
            services.GetRequiredService<IChatClient>().GetResponseAsync("hello", new() { AdditionalProperties = new() { [DecisionKeys.Quality] = "superb" } }));

        Assert.Equal(ErrorReason.InvalidRequest, refused.Error.Reason);
    }

    public static TheoryData<string, ChatOptions> Uncarried => new()
    {
        { "FrequencyPenalty", new() { FrequencyPenalty = 0.5f } },
        { "PresencePenalty", new() { PresencePenalty = -1 } },
        { "TopK", new() { TopK = 40 } },
        { "Reasoning", new() { Reasoning = new() { Effort = ReasoningEffort.High } } },
        { "RawRepresentationFactory", new() { RawRepresentationFactory = static _ => new object() } },
    };

    [Theory]
    [MemberData(nameof(Uncarried))]
    public async Task An_option_that_no_turn_carries_is_refused_by_its_name_before_anything_is_sent(string name, ChatOptions options)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var services = server.Client();
        var chat = services.GetRequiredService<IChatClient>();

        var whole = await Assert.ThrowsAsync<OrchestratorException>(() => chat.GetResponseAsync("hello", options));
        var streamed = await Assert.ThrowsAsync<OrchestratorException>(async () => await chat.GetStreamingResponseAsync("hello", options).ToChatResponseAsync());

        Assert.All([whole, streamed], refused => Assert.Equal((ErrorReason.Unsupported, name), (refused.Error.Reason, refused.Error.Field)));
        Assert.Empty(server.Script.Requests);
    }

    [Fact]
    public async Task Penalties_of_nothing_ask_for_nothing()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("hi")));
        await using var services = server.Client();

        Assert.Equal("hi", (await services.GetRequiredService<IChatClient>().GetResponseAsync("hello", new() { FrequencyPenalty = 0, PresencePenalty = 0, Reasoning = new() })).Text);
    }

    [Fact]
    public async Task Streamed_updates_make_the_same_answer()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Text(0, "h"), Text(1, "i"), Ended("hi")));
        await using var services = server.Client();
        var answer = await services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("hello").ToChatResponseAsync();
        Assert.Equal("hi", answer.Text);
        Assert.Equal(Turns.Id.ToString(), answer.ConversationId);
        Assert.Equal("device-1", answer.Messages[0].AdditionalProperties![DecisionKeys.Node]);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.False(Sent(server).AllowRestart);
    }

    [Fact]
    public async Task An_answer_that_comes_whole_leaves_out_a_draft()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene(Started(), Text(0, "draft"), Began(2), Text(0, "answer", 2), Ended("answer", 2)));
        await using var services = server.Client();
        Assert.Equal("answer", (await services.GetRequiredService<IChatClient>().GetResponseAsync("hello")).Text);
        Assert.True(Sent(server).AllowRestart);
    }

    [Fact]
    public async Task A_whole_history_is_split_where_the_model_spoke_last()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("x")));
        await using var services = server.Client();
        await services.GetRequiredService<IChatClient>().GetResponseAsync(
            [new(ChatRole.System, "be brief"), new(ChatRole.User, "one"), new(ChatRole.Assistant, "1"), new(ChatRole.User, "two")]);
        var sent = Sent(server);
        Assert.Equal(["be brief", "one", "1"], sent.History.Select(m => m.Text));
        Assert.Equal(["two"], sent.Input.Select(m => m.Text));
    }

    [Fact]
    public async Task A_named_conversation_gets_only_what_is_new()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("x")));
        await using var services = server.Client();
        await services.GetRequiredService<IChatClient>().GetResponseAsync("two", new() { ConversationId = Turns.Id.ToString() });
        Assert.Empty(Sent(server).History);
        Assert.Equal(Turns.Id.ToString(), Sent(server).Conversation);
    }

    [Fact]
    public async Task Options_tools_and_wishes_reach_the_server()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("x")));
        await using var services = server.Client();
        await services.GetRequiredService<IChatClient>().GetResponseAsync("off", new()
        {
            ModelId = "mini",
            MaxOutputTokens = 9,
            Tools = [AIFunctionFactory.Create((string room) => room, "turn_off", "Turns off")],
            ToolMode = ChatToolMode.RequireAny,
            ResponseFormat = ChatResponseFormat.Json,
            AdditionalProperties = new()
            {
                [DecisionKeys.TurnId] = "mine",
                [DecisionKeys.Preference] = new RoutePreference { Mode = RoutePreferenceMode.OnlyDevice },
            },
        });
        var sent = Sent(server);
        Assert.Equal("mine", sent.TurnId);
        Assert.Equal("mini", sent.Preference.Model);
        Assert.Equal(V1.PreferenceMode.OnlyDevice, sent.Preference.Mode);
        Assert.Equal(9, sent.Options.MaxOutputTokens);
        Assert.Equal("required", sent.Options.ToolChoice);
        Assert.Equal("json_object", sent.Options.ResponseFormat.Type);
        var tool = Assert.Single(sent.Tools);
        Assert.Equal(("turn_off", "Turns off"), (tool.Name, tool.Description));
        Assert.Contains("room", tool.Parameters, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("only-device", V1.PreferenceMode.OnlyDevice)]
    [InlineData(RoutePreferenceMode.OnlyCloud, V1.PreferenceMode.OnlyCloud)]
    public async Task A_preference_may_be_given_by_its_name(object preference, V1.PreferenceMode mode)
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("x")));
        await using var services = server.Client();
        var turn = Guid.NewGuid();

        await services.GetRequiredService<IChatClient>().GetResponseAsync(
            "hello", new() { AdditionalProperties = new() { [DecisionKeys.Preference] = preference, [DecisionKeys.TurnId] = turn } });

        Assert.Equal((mode, turn.ToString()), (Sent(server).Preference.Mode, Sent(server).TurnId));
    }

    [Fact]
    public async Task A_preference_that_cannot_be_read_is_refused_and_nothing_is_sent()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var services = server.Client();

        var error = await Assert.ThrowsAsync<OrchestratorException>(() =>
            services.GetRequiredService<IChatClient>().GetResponseAsync("hello", new() { AdditionalProperties = new() { [DecisionKeys.Preference] = "on device only" } }));

        Assert.Equal((ErrorReason.InvalidRequest, "preference"), (error.Error.Reason, error.Error.Field));
        Assert.Contains("only-device", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Script.Requests);
    }

    [Fact]
    public async Task What_a_function_returns_as_text_goes_back_without_quotes()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("done")));
        await using var services = server.Client();
        var returned = await AIFunctionFactory.Create(static () => "off", "turn_off").InvokeAsync();

        await services.GetRequiredService<IChatClient>().GetResponseAsync(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", returned)]));

        Assert.Equal("off", Assert.Single(Sent(server).Input).Text);
    }

    [Fact]
    public async Task Tool_calls_come_and_their_results_go_back()
    {
        var called = View(TurnState.Completed) with
        {
            FinishReason = "tool_calls",
            Output = new() { Role = Role.Assistant, ToolCalls = [new("c1", "turn_off", """{"room":"kitchen"}""")] },
        };
        await using var server = await ScriptedServer.StartAsync(
            new Scene(Started(), new TurnToolCall(1, 0, called.Output!.ToolCalls[0]), new TurnEnded(called)),
            new Scene(Started(), Ended("done")));
        await using var services = server.Client();
        var client = services.GetRequiredService<IChatClient>();
        var answer = await client.GetResponseAsync("turn it off");
        var call = Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(("c1", "turn_off", "kitchen"), (call.CallId, call.Name, call.Arguments!["room"]!.ToString()));

        await client.GetResponseAsync(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "ok")]), new() { ConversationId = answer.ConversationId });
        var result = Assert.Single(Sent(server).Input);
        Assert.Equal((V1.Role.Tool, "c1", "ok"), (result.Role, result.ToolCallId, result.Text));
    }

    [Fact]
    public async Task Bytes_and_addresses_are_attached_to_their_message()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Ended("a flower")));
        await using var services = server.Client();

        await services.GetRequiredService<IChatClient>().GetResponseAsync(new ChatMessage(ChatRole.User, [
            new TextContent("what is this?"), new DataContent("x"u8.ToArray(), "image/png"), new UriContent("https://pictures.example/a.png", "image/png"),
            new DataContent("y"u8.ToArray(), "application/pdf") { Name = "a.pdf" }]));

        var sent = Assert.Single(Sent(server).Input);
        Assert.Equal("what is this?", sent.Text);
        Assert.Equal(
            [(V1.AttachmentKind.Image, "image/png", "", "x", ""), (V1.AttachmentKind.Image, "", "", "", "https://pictures.example/a.png"), (V1.AttachmentKind.File, "application/pdf", "a.pdf", "y", "")],
            sent.Attachments.Select(static a => (a.Kind, a.MediaType, a.Name, a.Data.ToStringUtf8(), a.Url)));
    }

    [Fact]
    public async Task A_failed_turn_is_the_error_that_it_tells()
    {
        var error = new OrchestratorError(ErrorReason.PrivacyRefused, "policy lets nobody see this");
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Failed(error)));
        await using var services = server.Client();
        var thrown = await Assert.ThrowsAsync<OrchestratorException>(() => services.GetRequiredService<IChatClient>().GetResponseAsync("hello"));
        Assert.Equal(error, thrown.Error);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_cancels_its_turn()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Text(0, "a")) { Hang = true });
        await using var services = server.Client();
        using var leaving = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("hello", cancellationToken: leaving.Token))
                await leaving.CancelAsync();
        });
        Assert.Equal("t1", Assert.IsType<V1.CancelTurnRequest>(server.Script.Requests.Last()).TurnId);
    }

    private static V1.TurnRequest Sent(ScriptedServer server) => server.Script.Requests.OfType<V1.TurnRequest>().Last();
}
