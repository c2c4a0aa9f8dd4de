namespace Orchestrator.Inference.Encoders;

/// <summary>A part of a text that a model labels.</summary>
/// <param name="Label">The label, without the mark for its beginning or inside.</param>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Score">0 to 1: the mean over its tokens, not calibrated.</param>
public readonly record struct LabelledPart(string Label, int Start, int End, float Score);
