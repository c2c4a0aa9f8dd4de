namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>Writes blanks as a visible sign, as SentencePiece does, puts one before the text and cuts before each.</summary>
internal sealed class MetaspacePreTokenizer(char sign, string prepend, bool cut) : IPreTokenizer
{
    private readonly Pattern _sign = new(sign.ToString());

    public static MetaspacePreTokenizer Read(Component from) => new(from.Letter("replacement"), Scheme(from), from.Flag("split", true));

    /// <summary>Before which pieces the sign is put: <c>always</c>, <c>first</c> or <c>never</c>.</summary>
    public static string Scheme(Component from)
    {
        // Older files say only whether.
        var blank = from.Flag("add_prefix_space", true);
        return (from.Maybe("prepend_scheme") ?? (blank ? "always" : "never")) is var scheme && scheme is "always" or "first" or "never" ? scheme
            : throw from.Refuse($"its 'prepend_scheme' is '{scheme}'; known are always, first and never");
    }

    public void Apply(Pieces pieces)
    {
        pieces.Rewrite(pieces.Text.With(pieces.Text.Text.Replace(' ', sign)), pieces.Ranges);
        if (prepend != "never")
            pieces.Prepend(sign.ToString(), (p, i) => p[i][0] != sign && (prepend == "always" || p.Ranges[i].Start == 0 && p.Text.First));
        if (cut)
            pieces.Split(_sign.Find, SplitBehavior.MergedWithNext);
    }
}
