using Orchestrator.Conversations;

namespace Orchestrator.Conformance.Conversations;

/// <summary>What a reader was told, from first to last.</summary>
public sealed record Transcript(IReadOnlyList<TurnUpdate> Updates)
{
    public TurnView Start => ((TurnStarted)Updates[0]).Turn;

    public TurnView End => ((TurnEnded)Updates[^1]).Turn;

    /// <summary>The text of the last attempt.</summary>
    public string Text => string.Concat(Updates.Skip(LastBegan + 1).OfType<TurnText>().Select(t => t.Text));

    public int Began => Updates.OfType<AttemptBegan>().Count();

    private int LastBegan => Updates.ToList().FindLastIndex(u => u is AttemptBegan);
}
