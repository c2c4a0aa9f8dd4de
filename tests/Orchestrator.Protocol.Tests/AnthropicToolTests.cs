using System.Text;
using Orchestrator.Protocol.Anthropic;

namespace Orchestrator.Protocol.Tests;

/// <summary>The tools of a request, in Anthropic's words.</summary>
public sealed class AnthropicToolTests
{
    private static readonly AnthropicMessagesCodec s_codec = new("m", 100);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, true, null)]
    [InlineData(null, false, """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("auto", false, """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("required", false, """{"type":"any","disable_parallel_tool_use":true}""")]
    [InlineData("required", true, """{"type":"any"}""")]
    [InlineData("f", false, """{"type":"tool","name":"f","disable_parallel_tool_use":true}""")]
    [InlineData("none", false, """{"type":"none"}""")]
    public void One_call_at_a_time_is_asked_for_where_the_caller_wants_no_more(string? choice, bool? parallel, string? written)
    {
        var body = Encoding.UTF8.GetString(s_codec.Encode(new()
        {
            Messages = [Message.User("hi")],
            Tools = [new("f", "", "")],
            Options = new() { ToolChoice = choice, ParallelToolCalls = parallel },
        }).Span);

        if (written is null)
            Assert.DoesNotContain("tool_choice", body, StringComparison.Ordinal);
        else
            Assert.Contains($"\"tool_choice\":{written}", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_tools_nothing_is_said_of_them() =>
        Assert.DoesNotContain("tool", Encoding.UTF8.GetString(s_codec.Encode(new() { Messages = [Message.User("hi")], Options = new() { ParallelToolCalls = false } }).Span), StringComparison.Ordinal);
}
