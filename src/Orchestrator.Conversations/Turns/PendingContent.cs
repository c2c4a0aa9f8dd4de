namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Content on its way to readers. A model of a narrow domain says only at the end whether the request is its own, so its content
/// waits until then; and half of a surrogate pair waits for the other half.
/// </summary>
internal sealed class PendingContent(ClearedAttempt attempt, AttemptText text, TurnBuffer buffer)
{
    private readonly bool _wait = !attempt.Target.Capabilities.OpenEnded && !attempt.AcceptsDecline;
    private readonly List<ModelUpdate> _waiting = [];
    private string _half = "";

    /// <summary>Whether readers have seen anything.</summary>
    public bool Published { get; private set; }

    public void Add(ModelUpdate update)
    {
        if (_wait)
            _waiting.Add(update);
        else
            Publish(update);
    }

    public void Flush()
    {
        foreach (var update in _waiting)
            Publish(update);
        if (_half.Length > 0)
            PublishText("\uFFFD");
        _half = "";
    }

    private void Publish(ModelUpdate update)
    {
        switch (update)
        {
            case ModelText piece:
                var whole = _half + piece.Text;
                var cut = whole.Length > 0 && char.IsHighSurrogate(whole[^1]) ? 1 : 0;
                _half = whole[^cut..];
                if (whole.Length > cut)
                    PublishText(whole[..^cut]);
                break;
            case ModelToolCall call:
                text.Add(call.Call);
                buffer.Add(call.Call);
                Published = true;
                break;
        }
    }

    private void PublishText(string piece)
    {
        text.Add(piece);
        buffer.Add(piece);
        Published = true;
    }
}
