using System.Text;
using Orchestrator.Protocol.Anthropic;
using Orchestrator.Protocol.OpenAi;
using Orchestrator.Protocol.Providers;

namespace Orchestrator.Protocol.Tests.OpenAi;

public sealed class OutputLimitTests
{
    [Theory]
    [InlineData("""{"model":"m","max_tokens":7,"messages":[{"max_tokens":1}]}""", 7)]
    [InlineData("""{"messages":[{"content":"\"max_tokens\":1"}],"max_completion_tokens":9}""", 9)]
    [InlineData("""{"max_tokens":7,"max_completion_tokens":9}""", 9)]
    [InlineData("""{"max_tokens":7,"max_tokens":8}""", 8)]
    [InlineData("""{"messages":[]}""", null)]
    [InlineData("""{"max_tokens":null}""", null)]
    [InlineData("""{"max_tokens":-1}""", null)]
    [InlineData("""{"max_tokens":1e99}""", null)]
    [InlineData("""{"max_tokens":5""", null)]
    [InlineData("[5]", null)]
    [InlineData("", null)]
    public void It_is_the_most_that_the_body_allows_and_nothing_where_it_has_no_bound(string body, int? limit) =>
        Assert.Equal(limit, OutputLimit.Of(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void It_is_found_in_what_every_codec_writes()
    {
        var request = new ModelRequest { Messages = [Message.User("hello")], Options = new() { MaxOutputTokens = 321 } };

        Assert.Equal(321, OutputLimit.Of(new RequestForm().CodecFor("m").Encode(request).Span));
        Assert.Equal(321, OutputLimit.Of(new RequestForm { UseMaxCompletionTokens = true }.CodecFor("m").Encode(request).Span));
        Assert.Equal(321, OutputLimit.Of(new AnthropicMessagesCodec("m", 1).Encode(request).Span));
    }
}
