namespace Orchestrator;

/// <summary>The next piece of text.</summary>
/// <param name="Text">A non-empty piece that never splits a surrogate pair.</param>
public sealed record ModelText(string Text) : ModelUpdate;
