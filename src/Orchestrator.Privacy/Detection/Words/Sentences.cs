namespace Orchestrator.Privacy;

/// <summary>Where sentences end: at a mark that ends one, at a line's end, or where they grow too long to be one.</summary>
internal static class Sentences
{
    private const int Longest = 400;

    /// <summary>The token behind the sentence that begins at <paramref name="from"/>.</summary>
    public static int End(string text, ReadOnlySpan<Token> tokens, int from)
    {
        var at = from;
        while (at < tokens.Length && at - from < Longest)
        {
            ref readonly var token = ref tokens[at++];
            if ((token.Layout & 2) != 0 || (text[token.Start] is '.' or '!' or '?' && (at == tokens.Length || (tokens[at].Layout & 8) == 0)))
                break;
        }

        return at;
    }
}
