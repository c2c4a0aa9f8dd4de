using System.Buffers;

namespace Orchestrator.Routing.Cascade;

/// <summary>What kind of answer it is, as far as that is plain to see: models are right in some kinds more often than in others.</summary>
public static class AnswerDomain
{
    /// <summary>All kinds together.</summary>
    public const string All = "all";

    private const int Looked = 4000;

    private static readonly SearchValues<char> Code = SearchValues.Create("{};_`#");
    private static readonly SearchValues<char> Mathematics = SearchValues.Create("\\^$=<>∑∫√≤≥");

    /// <summary><c>call</c>, <c>json</c>, <c>code</c>, <c>mathematics</c> or <c>text</c>.</summary>
    /// <param name="prompt">What was asked.</param>
    /// <param name="calls">The answer calls a tool.</param>
    /// <param name="json">An answer in JSON was asked for.</param>
    public static string Of(string prompt, bool calls, bool json)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (calls)
            return "call";
        if (json)
            return "json";
        var text = prompt.AsSpan(0, Math.Min(prompt.Length, Looked));
        var (code, mathematics) = (0, 0);
        foreach (var c in text)
        {
            code += Code.Contains(c) ? 1 : 0;
            mathematics += Mathematics.Contains(c) ? 1 : 0;
        }

        // One such sign in a hundred letters is a formula or a line of code, not a slip.
        return 100 * code >= text.Length && code > mathematics ? "code" : 100 * mathematics >= text.Length && mathematics > 0 ? "mathematics" : "text";
    }
}
