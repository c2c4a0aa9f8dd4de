namespace Orchestrator.Inference.Taggers;

/// <summary>A part of the text that fills a slot.</summary>
/// <param name="Name">The slot.</param>
/// <param name="Value">The part, verbatim.</param>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">The code unit after its last.</param>
public sealed record TaggedSlot(string Name, string Value, int Start, int End);
