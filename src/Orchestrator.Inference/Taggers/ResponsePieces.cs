using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Taggers;

/// <summary>Cuts a finished response into updates of one word each; the last carries usage and finish reason.</summary>
internal static class ResponsePieces
{
    public static IEnumerable<ChatResponseUpdate> Of(ChatResponse response)
    {
        var message = response.Messages[0];
        foreach (var content in message.Contents)
        {
            if (content is not TextContent text)
            {
                yield return Update(response, content);
                continue;
            }

            foreach (var word in Words(text.Text))
                yield return Update(response, new TextContent(word));
        }

        var last = Update(response, new UsageContent(response.Usage ?? new UsageDetails()));
        last.FinishReason = response.FinishReason;
        yield return last;
    }

    static ChatResponseUpdate Update(ChatResponse response, AIContent content) => new(ChatRole.Assistant, [content])
    {
        ResponseId = response.ResponseId,
        MessageId = response.ResponseId,
        ModelId = response.ModelId,
        AdditionalProperties = response.AdditionalProperties,
    };

    /// <summary>Each word with the blanks before it, so that the pieces join to the text.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
            yield return text[start..end];
            start = end;
        }
    }
}
