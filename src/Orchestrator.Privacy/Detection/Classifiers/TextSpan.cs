namespace Orchestrator.Privacy;

/// <summary>A part of a text.</summary>
/// <param name="Start">First UTF-16 code unit.</param>
/// <param name="End">The code unit behind the last.</param>
public readonly record struct TextSpan(int Start, int End);
