namespace Orchestrator.Conversations;

/// <summary>
/// What a local model had answered before a stronger target is asked, for readers of a turn with <see cref="TurnRequest.Drafts"/>. Comes at
/// most once for each such attempt, before the <see cref="AttemptBegan"/> of the next; it is no answer, it is written down nowhere, and no later
/// turn sees it. The host remembers it until the conversation's next turn, for who reads late.
/// </summary>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Text">What it said; a call of a tool is not shown.</param>
/// <param name="Label">Label of what its model saw: who may not see that may not see the draft.</param>
public sealed record TurnDraft(int Attempt, string Text, Label Label) : TurnUpdate;
