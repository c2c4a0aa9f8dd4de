using Orchestrator.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conformance.Conversations;

public abstract partial class ConversationConformance
{
    private static readonly ToolDeclaration[] s_tools = [new("lights", "", "{}"), new("blinds", "", "{}")];

    [Theory]
    [InlineData(null, 2)]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task At_most_one_call_comes_where_one_at_a_time_was_asked_for(bool? parallel, int calls)
    {
        var host = await StartAsync(Caller());
        var request = Ask("dark, please") with { Tools = [.. s_tools], Options = new() { ParallelToolCalls = parallel } };

        var transcript = await host.Conversations.SendTurnAsync(Ann, request, default).ReadAllAsync();

        Assert.Equal(s_tools.Take(calls).Select(static t => t.Name), transcript.End.Output!.ToolCalls.Select(static c => c.Name));
        Assert.Equal(Enumerable.Range(0, calls), transcript.Updates.OfType<TurnToolCall>().Select(static c => c.Index));
    }

    [Theory]
    [InlineData("required", 0, "tool_choice")]
    [InlineData("doors", 2, "tool_choice")]
    [InlineData("lights", 3, "tools")]
    public async Task A_choice_among_tools_that_are_not_there_and_two_tools_of_one_name_are_refused(string choice, int tools, string field)
    {
        var target = Caller();
        var host = await StartAsync(target);
        var request = Ask("dark, please") with { Tools = [.. s_tools.Append(s_tools[0]).Take(tools)], Options = new() { ToolChoice = choice } };

        var refused = await RefusedAsync(() => host.Conversations.SendAsync(request));

        Assert.Equal((ErrorReason.InvalidRequest, field), Named(refused));
        Assert.Equal(0, target.Runs);
    }

    [Theory]
    [InlineData("", "{}", "tools[1].name")]
    [InlineData("doors", "[]", "tools[1].parameters")]
    [InlineData("doors", "{", "tools[1].parameters")]
    public async Task A_tool_without_a_name_or_a_schema_is_refused_and_named(string name, string parameters, string field)
    {
        var host = await StartAsync(Caller());

        var refused = await RefusedAsync(() => host.Conversations.SendAsync(Ask("dark, please") with { Tools = [s_tools[0], new(name, "", parameters)] }));

        Assert.Equal((ErrorReason.InvalidRequest, field), Named(refused));
    }

    [Theory]
    [InlineData("grammar", null, "response_format.type")]
    [InlineData("json_schema", null, "response_format.schema")]
    [InlineData("json_schema", "no schema", "response_format.schema")]
    public async Task A_form_of_the_answer_that_nobody_could_keep_to_is_refused_before_anybody_is_asked(string type, string? schema, string field)
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);

        var refused = await RefusedAsync(() => host.Conversations.SendAsync(Ask("hello") with { Options = new() { ResponseFormat = new(type, "s", schema) } }));

        Assert.Equal((ErrorReason.InvalidRequest, field, 0), (refused.Reason, refused.Field, target.Runs));
    }

    [Theory]
    [InlineData("call_lights", true)]
    [InlineData("call_doors", false)]
    public async Task A_result_of_a_call_that_nobody_made_is_refused_and_one_of_a_call_is_taken(string call, bool made)
    {
        var target = Caller();
        var host = await StartAsync(target);
        var first = await host.Conversations.SendAsync(Ask("dark, please") with { Tools = [.. s_tools] });
        Message result = new() { Role = Role.Tool, Text = "done", ToolCallId = call };

        TurnRequest[] again =
        [
            new() { Conversation = first.Conversation, Input = [result] },
            new() { History = [Message.User("dark, please"), first.Output!], Input = [result] },
            new() { History = [Message.User("dark, please"), first.Output!, result, Message.Assistant("It is.")], Input = [Message.User("thanks")] },
        ];

        foreach (var request in again)
        {
            if (made)
                Assert.Equal(TurnState.Completed, (await host.Conversations.SendAsync(request)).State);
            else
                Assert.Equal((ErrorReason.InvalidRequest, "input"), Named(await RefusedAsync(() => host.Conversations.SendAsync(request))));
        }

        Assert.Equal(made ? 4 : 1, target.Runs);
    }

    [Fact]
    public async Task How_strictly_a_schema_is_meant_is_part_of_what_a_turn_asks()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var request = Ask("hello", "t1") with { Options = new() { ResponseFormat = new("json_schema", "s", "{}") } };
        await host.Conversations.SendAsync(request);

        var strict = request with { Options = request.Options with { ResponseFormat = request.Options.ResponseFormat! with { Strict = true } } };

        Assert.Equal(ErrorReason.TurnIdReused, (await RefusedAsync(() => host.Conversations.SendAsync(strict))).Reason);
    }

    private static ScriptedTarget Caller() => new("caller", static (request, _) => CallAsync(request));

    private static async IAsyncEnumerable<ModelUpdate> CallAsync(ModelRequest request)
    {
        await Task.Yield();
        foreach (var tool in request.Tools)
            yield return new ModelToolCall(new($"call_{tool.Name}", tool.Name, "{}"));
        yield return new ModelEnded { FinishReason = "tool_calls", Usage = new(1, 1) };
    }
}
