using System.Globalization;
using Orchestrator.StandIn.Completions;

namespace Orchestrator.StandIn.Answers;

/// <summary>What the stand-in says to a request: the same request, the same answer. One piece counts as one token.</summary>
/// <param name="Pieces">The text in the pieces it is streamed in.</param>
/// <param name="Tools">The tool calls instead of text, when the request insists on them.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>.</param>
/// <param name="PromptTokens">Words of the prompt.</param>
/// <param name="CompletionTokens">Pieces of the answer.</param>
internal sealed record StandInAnswer(string[] Pieces, StandInToolCall[] Tools, string FinishReason, int PromptTokens, int CompletionTokens)
{
    public static StandInAnswer To(CompletionRequest request)
    {
        var facts = PromptFacts.Of(request);
        if (request.RequiredTools is { Length: > 0 } tools)
        {
            var calls = tools.Select((t, i) => new StandInToolCall(
                string.Create(CultureInfo.InvariantCulture, $"call_stand_in_{facts.Digest}{(i == 0 ? "" : $"_{i}")}"), t.Name, Placeholders.For(t.Parameters)));
            return new([], [.. calls], "tool_calls", facts.Words, tools.Length);
        }

        var pieces = Split(request.Schema is { } schema ? Placeholders.For(schema) : request.WantsJson ? Json(facts) : Sentence(facts));
        return request.MaxTokens is { } limit && limit < pieces.Length
            ? new(pieces[..limit], [], "length", facts.Words, limit)
            : new(pieces, [], "stop", facts.Words, pieces.Length);
    }

    /// <summary>An answer whose pieces are numbered, each five characters long.</summary>
    public static StandInAnswer Numbered(int pieces) =>
        new([.. Enumerable.Range(0, pieces).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i:D4} "))], [], "stop", 0, pieces);

    private static string Sentence(PromptFacts facts) =>
        "This is the stand-in provider, not a model: no model has read your request and this is no answer to it. "
        + $"It received {Count(facts.Messages, "message")} with {Count(facts.Words, "word")} (digest {facts.Digest}). "
        + "Configure a provider under Orchestrator:Providers to get real answers here.";

    private static string Json(PromptFacts facts) =>
        $$"""{"stand_in": true, "note": "This is the stand-in provider, not a model.", "messages": {{facts.Messages}}, "words": {{facts.Words}}, "digest": "{{facts.Digest}}"}""";

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string[] Split(string text)
    {
        var words = text.Split(' ');
        return [.. words.Select((word, i) => i == 0 ? word : " " + word)];
    }
}
