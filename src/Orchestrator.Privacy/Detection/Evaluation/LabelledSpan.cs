namespace Orchestrator.Privacy;

/// <summary>A span of a text that a person or a generator marked as sensitive.</summary>
/// <param name="Type">The data set's name of what it is.</param>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">The code unit after it.</param>
public readonly record struct LabelledSpan(string Type, int Start, int End);
