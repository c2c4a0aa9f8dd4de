using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class CommandClientTests
{
    const string Command = "switch off the lights in the dining room";

    [Fact]
    public async Task A_command_becomes_a_call_of_the_tool_named_for_its_intent()
    {
        var response = await Ask(Command, Tool("HassTurnOff", """{"type":"object","properties":{"area":{"type":"string"},"domain":{"type":"array","items":{"type":"string"}}},"required":["area"]}"""));

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal("HassTurnOff", call.Name);
        Assert.Equal("dining room", call.Arguments!["area"]);
        Assert.Equal(["light"], Assert.IsType<object?[]>(call.Arguments["domain"]));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task A_tool_named_for_an_equivalent_intent_is_called_with_its_own_parameter_names()
    {
        var response = await Ask(Command, Tool("iot_hue_lightoff", """{"type":"object","properties":{"house_place":{"type":"string"}}}"""));

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal("iot_hue_lightoff", call.Name);
        Assert.Equal("dining room", call.Arguments!["house_place"]);
    }

    [Fact]
    public async Task A_configured_alias_is_called()
    {
        var options = new TaggerOptions { ToolAliases = { ["lights_off"] = "HassTurnOff" }, ArgumentAliases = { ["where"] = "area" } };

        var response = await Ask(Command, options, Tool("lights_off", """{"type":"object","properties":{"where":{"type":"string"}}}"""));

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal("lights_off", call.Name);
    }

    [Fact]
    public async Task Arguments_that_the_tool_does_not_declare_are_dropped()
    {
        var response = await Ask(Command, Tool("HassTurnOff", """{"type":"object","properties":{"colour":{"type":"string"}}}"""));

        Assert.Empty(Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents)).Arguments!);
    }

    [Fact]
    public async Task A_number_goes_to_a_numeric_parameter_as_a_number()
    {
        var response = await Ask("set the brightness in the study to 40 percent", Tool("HassLightSet", """{"type":"object","properties":{"brightness":{"type":"integer"},"area":{"type":"string"}}}"""));

        Assert.Equal(40L, Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents)).Arguments!["brightness"]);
    }

    [Theory]
    [InlineData("set the brightness in the study to 40 percent", "city", true)]
    [InlineData("set the brightness to 40 percent", "area", false)]
    public async Task A_value_that_no_parameter_is_known_to_mean_leaves_the_call_to_who_knows_more_and_one_that_is_not_there_is_asked_for(string text, string required, bool declined)
    {
        var response = await Ask(text, Tool("HassLightSet", """{"type":"object","properties":{"brightness":{"type":"integer"},"where":{"type":"string"}},"required":["where"]}""".Replace("where", required, StringComparison.Ordinal)));

        Assert.Equal(declined, response.AdditionalProperties![ModelResponseKeys.Declined]);
        Assert.Contains(required, response.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was done", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_tool_the_reply_says_what_was_understood_and_that_nothing_was_done()
    {
        var response = await Ask(Command);

        Assert.Contains("turn off lights", response.Text, StringComparison.Ordinal);
        Assert.Contains("dining room", response.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was done", response.Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(false, response.AdditionalProperties![ModelResponseKeys.Declined]);
    }

    [Theory]
    [InlineData("GetForecast")]
    [InlineData("iot_wemo_off")]
    [InlineData("HassTurnOn")]
    public async Task A_tool_for_something_else_is_never_called(string tool)
    {
        var response = await Ask(Command, Tool(tool, """{"type":"object","properties":{}}"""));

        Assert.DoesNotContain(response.Messages[0].Contents, c => c is FunctionCallContent);
        Assert.Contains("Nothing was done", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_forbids_tools_gets_no_call()
    {
        using var client = Client();
        var tool = Tool("HassTurnOff", """{"type":"object","properties":{}}""");

        var response = await client.GetResponseAsync(Command, new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.None });

        Assert.Contains("Nothing was done", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_whose_required_parameter_was_not_said_is_not_called()
    {
        var response = await Ask(Command, Tool("HassTurnOff", """{"type":"object","properties":{"pin":{"type":"string"}},"required":["pin"]}"""));

        Assert.Contains("pin", response.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was done", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_tool_the_reply_says_only_what_the_tool_reported()
    {
        using var client = Client();
        List<ChatMessage> messages =
        [
            new(ChatRole.User, Command),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "HassTurnOff", new Dictionary<string, object?>())]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "2 lamps are off")]),
        ];

        var response = await client.GetResponseAsync(messages);

        Assert.Equal("HassTurnOff reported: 2 lamps are off", response.Text);
    }

    [Fact]
    public async Task After_a_failed_tool_the_reply_claims_nothing()
    {
        using var client = Client();
        List<ChatMessage> messages =
        [
            new(ChatRole.User, Command),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "HassTurnOff", new Dictionary<string, object?>())]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", null) { Exception = new TimeoutException() }]),
        ];

        var response = await client.GetResponseAsync(messages);

        Assert.Contains("error", response.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("write a sonnet about autumn rain")]
    [InlineData("what caused the fall of the western roman empire?")]
    public async Task Something_else_is_declined_and_nothing_is_claimed(string text)
    {
        var response = await Ask(text, Tool("HassTurnOff", """{"type":"object","properties":{}}"""));

        Assert.Equal(true, response.AdditionalProperties![ModelResponseKeys.Declined]);
        Assert.Contains("Nothing was done", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_response_carries_confidence_intent_model_and_usage()
    {
        var response = await Ask(Command);

        Assert.InRange(Assert.IsType<double>(response.AdditionalProperties![ModelResponseKeys.Confidence]), 0.5, 1);
        Assert.IsType<string>(response.AdditionalProperties[ModelResponseKeys.Intent]);
        Assert.Equal(ShippedModels.Nano.Id, response.ModelId);
        Assert.Equal(8, response.Usage!.InputTokenCount);
        Assert.True(response.Usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Streamed_words_join_to_the_answer_and_the_end_says_so()
    {
        using var client = Client();

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(Command))
            updates.Add(update);

        Assert.True(updates.Count > 2);
        Assert.Equal((await client.GetResponseAsync(Command)).Text, updates.ToChatResponse().Text);
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.All(updates, u => Assert.Equal(ShippedModels.Nano.Id, u.ModelId));
    }

    static TaggerChatClient Client(TaggerOptions? options = null) => new(TaggerModel.Load(ShippedModels.Folder("nano-commands")), options);

    static Task<ChatResponse> Ask(string text, params AITool[] tools) => Ask(text, new TaggerOptions(), tools);

    static async Task<ChatResponse> Ask(string text, TaggerOptions options, params AITool[] tools)
    {
        using var client = Client(options);
        return await client.GetResponseAsync(text, new ChatOptions { Tools = [.. tools] });
    }

    static AIFunctionDeclaration Tool(string name, string schema) =>
        AIFunctionFactory.CreateDeclaration(name, "", JsonDocument.Parse(schema).RootElement);
}
