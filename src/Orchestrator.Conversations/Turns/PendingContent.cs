using System.Collections.Immutable;
using System.Text;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Content on its way to readers. A model of a narrow domain says only at the end whether the request is its own, so its content
/// waits until then; and half of a surrogate pair waits for the other half.
/// Values are put back in the places of their pseudonyms; what may be the beginning of one waits as well.
/// </summary>
/// <param name="attempt">Whose content it is.</param>
/// <param name="text">The attempt's text.</param>
/// <param name="buffer">What readers see.</param>
/// <param name="judged">The answer is judged at its end, and waits until then.</param>
internal sealed class PendingContent(ClearedAttempt attempt, AttemptText text, TurnBuffer buffer, bool judged)
{
    private readonly bool _wait = judged || (!attempt.Target.Capabilities.OpenEnded && !attempt.AcceptsDecline);
    private readonly AnswerRestorer _restorer = new(attempt.Pseudonyms, attempt.Cleared.Content.Options.ResponseFormat is { Type: not "text" });
    private readonly List<ModelUpdate> _waiting = [];
    private string _half = "";

    /// <summary>Whether readers have seen anything.</summary>
    public bool Published { get; private set; }

    /// <summary>The values that were put back.</summary>
    public ImmutableArray<KnownValue> Restored => _restorer.Restored;

    public void Add(ModelUpdate update)
    {
        if (_wait)
            _waiting.Add(update);
        else
            Publish(update);
    }

    /// <summary>What waits, as readers would see it.</summary>
    public Message Waiting()
    {
        var restorer = new AnswerRestorer(attempt.Pseudonyms, attempt.Cleared.Content.Options.ResponseFormat is { Type: not "text" });
        var said = new StringBuilder();
        foreach (var piece in _waiting.OfType<ModelText>())
            said.Append(restorer.Add(piece.Text));
        return new()
        {
            Role = Role.Assistant,
            Text = said.Append(restorer.Flush()).ToString(),
            ToolCalls = [.. _waiting.OfType<ModelToolCall>().Select(c => restorer.Restore(c.Call))],
        };
    }

    public void Flush()
    {
        foreach (var update in _waiting)
            Publish(update);
        PublishWhole(_restorer.Flush());
        if (_half.Length > 0)
            PublishText("\uFFFD");
        _half = "";
    }

    private void Publish(ModelUpdate update)
    {
        switch (update)
        {
            case ModelText piece:
                PublishWhole(_restorer.Add(piece.Text));
                break;
            case ModelToolCall call:
                var restored = _restorer.Restore(call.Call);
                text.Add(restored);
                buffer.Add(restored);
                Published = true;
                break;
        }
    }

    private void PublishWhole(string piece)
    {
        var whole = _half + piece;
        var cut = whole.Length > 0 && char.IsHighSurrogate(whole[^1]) ? 1 : 0;
        _half = whole[^cut..];
        if (whole.Length > cut)
            PublishText(whole[..^cut]);
    }

    private void PublishText(string piece)
    {
        text.Add(piece);
        buffer.Add(piece);
        Published = true;
    }
}
