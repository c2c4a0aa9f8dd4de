namespace Orchestrator.Inference.Tokenizers;

/// <summary>A token and the part of the text that it stands for.</summary>
/// <param name="Id">Its number in the vocabulary.</param>
/// <param name="Type">0 for the first text and what frames it, 1 for the second where the model tells them apart.</param>
/// <param name="Text">Which text it is of: 0 or 1; -1 for one that frames the texts.</param>
/// <param name="Start">Where its part starts, in UTF-16 units; 0 for one that frames the texts.</param>
/// <param name="End">Where it ends, exclusive.</param>
public readonly record struct Token(int Id, int Type, int Text, int Start, int End);
