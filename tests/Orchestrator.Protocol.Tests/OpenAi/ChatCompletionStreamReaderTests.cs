using System.Text;
using Orchestrator.Conversations.Targets;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Protocol.Tests.OpenAi;

public sealed class ChatCompletionStreamReaderTests
{
    private readonly ChatCompletionStreamReader _reader = new();
    private readonly List<ModelUpdate> _updates = [];

    [Fact]
    public void Text_comes_at_once_and_usage_with_the_end()
    {
        Feed("""{"model":"acme-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""");
        Feed("""{"model":"acme-1","choices":[{"index":0,"delta":{"content":"Hé"},"finish_reason":null}]}""");
        Feed("""{"model":"acme-1","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""");
        Feed("""{"model":"acme-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""");
        Assert.True(Feed("[DONE]"));
        _reader.Complete(_updates);

        Assert.Equal([new ModelText("Hé"), new ModelEnded { FinishReason = "length", Usage = new(3, 4), Model = "acme-1" }], _updates);
    }

    [Fact]
    public void A_chunk_means_the_same_whichever_way_it_is_read() => Chunks.Any.Sample(

        // The first reader knows the model that the chunk may name, so that it may take the short way; the second never does.
        chunk => Assert.Equal(After("acme-2", chunk), After("acme-1", chunk)),
        iter: 2000);

    [Fact]
    public void Pieces_of_parallel_calls_are_joined_by_their_index()
    {
        Feed("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}},{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}}]}""");
        Feed("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\""}}]}}]}""");
        Feed("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"tool_calls"}]}""");
        _reader.Complete(_updates);

        Assert.Equal(
            [new ModelToolCall(new("a", "f", """{"x":1}""")), new ModelToolCall(new("b", "g", "{}")), new ModelEnded { FinishReason = "tool_calls" }],
            _updates);
    }

    [Fact]
    public void Calls_without_an_index_are_told_apart_by_their_ids()
    {
        Feed("""{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""");
        _reader.Complete(_updates);

        Assert.Equal(2, _updates.OfType<ModelToolCall>().Count());
    }

    [Fact]
    public void An_error_in_the_stream_cuts_it_off_and_its_message_is_not_passed_on()
    {
        var failure = Assert.Throws<TargetException>(() => Feed("""{"error":{"message":"you said: 4111","type":"server_error","code":503}}"""));

        Assert.Equal("cut-off", failure.Code);
        Assert.Contains("503", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_without_a_finish_reason_is_cut_off()
    {
        Feed("""{"choices":[{"index":0,"delta":{"content":"half"}}]}""");

        Assert.Equal("cut-off", Assert.Throws<TargetException>(() => _reader.Complete(_updates)).Code);
    }

    [Theory]
    [InlineData("half a chunk of secret")]
    [InlineData("{\"choices\":3}")]
    [InlineData("null")]
    public void What_is_no_chunk_breaks_the_protocol(string data) =>
        Assert.Equal("protocol", Assert.Throws<TargetException>(() => Feed(data)).Code);

    [Theory]
    [InlineData("""{"error":{"code":"rate_limit_exceeded"}}""", "rate_limit_exceeded")]
    [InlineData("""{"error":{"type":"server_error"}}""", "server_error")]
    [InlineData("""{"error":{"code":"has spaces and text"}}""", "unknown")]
    [InlineData("<html>", "unknown")]
    public void An_error_body_tells_its_code_and_nothing_else(string body, string code) =>
        Assert.Equal(code, OpenAiErrorCode.Read(Encoding.UTF8.GetBytes(body)));

    /// <summary>What a reader tells of a chunk and of the end after it, having heard of a model before.</summary>
    private static string After(string model, string chunk)
    {
        var reader = new ChatCompletionStreamReader();
        var updates = new List<ModelUpdate>();
        try
        {
            reader.Read(Encoding.UTF8.GetBytes($"{{\"model\":\"{model}\"}}"), updates);
            reader.Read(Encoding.UTF8.GetBytes(chunk), updates);
            reader.Read("""{"model":"acme-3","choices":[{"finish_reason":"stop"}]}"""u8, updates);
            reader.Complete(updates);
            return $"{reader.Length}: {string.Join(", ", updates)}";
        }
        catch (TargetException e)
        {
            return $"{reader.Length}: {string.Join(", ", updates)}; {e.Code}";
        }
    }

    private bool Feed(string data) => _reader.Read(Encoding.UTF8.GetBytes(data), _updates);
}
