using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.OpenAi;

/// <summary>A request's body in a pooled buffer, never larger than allowed.</summary>
internal static class RequestBody
{
    public static OrchestratorException TooLarge(int limit) =>
        new(ErrorReason.RequestTooLarge, $"The body is larger than the {limit} bytes that are accepted. Shorten the history or split the request.");

    /// <exception cref="OrchestratorException">It is too large, or compressed.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, int limit, Func<ReadOnlyMemory<byte>, T> parse)
    {
        if (context.Request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            throw new OrchestratorException(ErrorReason.Unsupported, $"A body in the encoding '{encoding}' is not read here. Send it uncompressed.", "Content-Encoding");
        if (context.Request.ContentLength > limit)
            throw TooLarge(limit);
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var body = read.Buffer;
            if (body.Length > limit)
            {
                reader.AdvanceTo(body.End);
                throw TooLarge(limit);
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(body.Start, body.End);
                continue;
            }
            try
            {
                return Parse(body, parse);
            }
            finally
            {
                reader.AdvanceTo(body.End);
            }
        }
    }

    /// <summary>Some libraries put a byte order mark before JSON, which RFC 8259 lets a reader pass over.</summary>
    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext(Encoding.UTF8.Preamble, advancePast: true) ? reader.UnreadSequence : body;
    }

    private static T Parse<T>(ReadOnlySequence<byte> body, Func<ReadOnlyMemory<byte>, T> parse)
    {
        body = WithoutMark(body);
        if (body.IsSingleSegment)
            return parse(body.First);
        var length = (int)body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(rented);
            return parse(rented.AsMemory(0, length));
        }
        finally
        {
            // The next tenant of the buffer shall not find what a person wrote.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
