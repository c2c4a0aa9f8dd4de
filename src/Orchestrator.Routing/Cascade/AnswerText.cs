namespace Orchestrator.Routing.Cascade;

/// <summary>When two answers are the same.</summary>
public static class AnswerText
{
    /// <summary>The answer without case, blanks, full stops and quotes, in which models differ though they mean the same.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="calls">The tools it calls, with their arguments as JSON.</param>
    public static string Normal(string text, IEnumerable<(string Name, string Arguments)> calls)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.Where(static c => !char.IsWhiteSpace(c) && c is not ('.' or '"' or '\''))).ToLowerInvariant()
            + string.Concat(calls.Select(static c => $"\n{c.Name}{c.Arguments}"));
    }
}
