namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>Takes up to so many of a character off the ends of each token.</summary>
internal sealed class StripStep(char what, int left, int right) : ITokenStep
{
    public string Apply(string token, bool first)
    {
        var (start, end) = (0, token.Length);
        while (start < Math.Min(left, end) && token[start] == what)
            start++;
        while (end > start && token.Length - end < right && token[end - 1] == what)
            end--;
        return token[start..end];
    }
}
