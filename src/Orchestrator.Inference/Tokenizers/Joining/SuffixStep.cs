namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>Writes the mark at the end of a word as a blank.</summary>
internal sealed class SuffixStep(string suffix) : ITokenStep
{
    public string Apply(string token, bool first) => suffix.Length == 0 ? token : token.Replace(suffix, " ", StringComparison.Ordinal);
}
