namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>Puts a blank before each token that does not go on with a word.</summary>
internal sealed class WordPieceStep(string prefix, bool tidy) : ITokenStep
{
    private static readonly (string Loose, string Tight)[] s_tidy =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public string Apply(string token, bool first)
    {
        var text = first ? token : prefix.Length > 0 && token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
        return tidy ? s_tidy.Aggregate(text, static (t, pair) => t.Replace(pair.Loose, pair.Tight, StringComparison.Ordinal)) : text;
    }
}
