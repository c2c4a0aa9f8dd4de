using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>A text as the head learns it.</summary>
/// <param name="Features">Its features.</param>
/// <param name="Length">How many tokens it has.</param>
/// <param name="Label">The output class.</param>
/// <param name="Tags">The tag of each token; empty where the text is not taught its tags.</param>
internal sealed record LexicalText(LexicalFeatures Features, int Length, int Label, int[] Tags);
