using Orchestrator.Inference.Chat;

namespace Orchestrator.Inference.Tests.Chat;

public sealed class ToolCallTextTests
{
    private static readonly HashSet<string> s_tools = ["on"];

    [Theory]
    [InlineData("Sure.\n<tool_call>\n{\"name\": \"on\", \"arguments\": {\"a\": 1}}\n</tool_call>", "Sure.\n", 1)]
    [InlineData("<tool_call>{\"name\":\"on\",\"arguments\":{}}</tool_call><tool_call>{\"name\":\"on\",\"arguments\":{}}</tool_call>", "", 2)]
    [InlineData("<tool_call>{\"name\":\"off\",\"arguments\":{}}</tool_call>", "<tool_call>{\"name\":\"off\",\"arguments\":{}}</tool_call>", 0)]
    [InlineData("<tool_call>{\"name\":\"on\",", "<tool_call>{\"name\":\"on\",", 0)]
    [InlineData("a < b <tool", "a < b <tool", 0)]
    public void Calls_are_told_from_text_wherever_the_pieces_are_cut(string answer, string said, int calls)
    {
        for (var size = 1; size <= answer.Length; size++)
        {
            var text = new ToolCallText(ToolCallFormat.Tagged, s_tools);
            Assert.Equal(said, string.Concat(answer.Chunk(size).Select(c => text.Append(new string(c)))) + text.Finish());
            Assert.Equal(calls, text.Calls.Count);
        }
    }

    [Theory]
    [InlineData("{\"name\": \"on\", \"parameters\": {\"a\": 1}}", "", 1)]
    [InlineData("{\"name\": \"off\", \"parameters\": {}}", "{\"name\": \"off\", \"parameters\": {}}", 0)]
    [InlineData("It is {on}", "It is {on}", 0)]
    public void A_bare_call_is_the_whole_answer(string answer, string said, int calls)
    {
        var text = new ToolCallText(ToolCallFormat.Bare, s_tools);
        Assert.Equal(said, string.Concat(answer.Select(c => text.Append(c.ToString()))) + text.Finish());
        Assert.Equal(calls, text.Calls.Count);
    }
}
