namespace Orchestrator.Conversations;

/// <summary>The next piece of an attempt's text.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Offset">Where the piece starts, in UTF-8 bytes of the attempt's text.</param>
/// <param name="Text">The piece; never splits a character.</param>
public sealed record TurnText(int Attempt, long Offset, string Text) : TurnUpdate;
