using System.Text;

namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>Puts a text in the place of every match.</summary>
internal sealed class ReplaceStep(Pattern pattern, string content) : ITokenStep
{
    public string Apply(string token, bool first)
    {
        var matches = new List<(int Start, int End)>();
        pattern.Find(token, matches);
        if (matches.Count == 0)
            return token;
        var (text, at) = (new StringBuilder(), 0);
        foreach (var (start, end) in matches)
        {
            text.Append(token, at, start - at).Append(content);
            at = end;
        }

        return text.Append(token, at, token.Length - at).ToString();
    }
}
