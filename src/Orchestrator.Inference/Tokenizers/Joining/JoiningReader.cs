using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers.Splitting;

namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>Reads the decoder that a tokenizer file describes.</summary>
internal static class JoiningReader
{
    private const string Known = "Sequence, ByteLevel, ByteFallback, Metaspace, WordPiece, BPEDecoder, Replace, Strip and Fuse";

    /// <exception cref="ModelLoadException">A component is not supported, or stands where it cannot be followed token by token.</exception>
    public static TokenJoining Read(Component? from)
    {
        var made = new TokenJoining();
        if (from is { } decoder)
        {
            var fused = false;
            foreach (var one in Flat(decoder))
                Add(made, one, ref fused);
        }
        else
        {
            // Without a decoder, tokens stand apart.
            made.Steps.Add(new WordPieceStep("", tidy: false));
        }

        return made;
    }

    private static IEnumerable<Component> Flat(Component from) => from.Type == "Sequence" ? from.Each("decoders").SelectMany(Flat) : [from];

    private static void Add(TokenJoining made, Component from, ref bool fused)
    {
        switch (from.Type)
        {
            case "ByteLevel":
                fused = made.ByteLevel = true;
                break;
            case "ByteFallback":
                made.ByteFallback = true;
                break;
            case "Fuse":
                fused = true;
                break;
            case "Strip" when fused:
                var what = from.Letter("content");
                if (made.Left + made.Right > 0)
                    throw from.Refuse("a second Strip of the whole text is not supported");
                (made.What, made.Left, made.Right) = (what, from.Number("start"), from.Number("stop"));
                break;
            case "Strip":
                made.Steps.Add(new StripStep(from.Letter("content"), from.Number("start"), from.Number("stop")));
                break;
            case "Replace" when PatternReader.Read(from) is var pattern && (!fused || pattern.Literal is { Length: 1 } && !made.ByteLevel):
                made.Steps.Add(new ReplaceStep(pattern, from.Text("content")));
                break;
            case "Metaspace" when !fused:
                made.Steps.Add(new MetaspaceStep(from.Letter("replacement"), MetaspacePreTokenizer.Scheme(from) != "never"));
                break;
            case "WordPiece" when !fused:
                made.Steps.Add(new WordPieceStep(from.Maybe("prefix") ?? "##", from.Flag("cleanup", true)));
                break;
            case "BPEDecoder" when !fused:
                made.Steps.Add(new SuffixStep(from.Maybe("suffix") ?? "</w>"));
                (made.What, made.Right) = (' ', 1);
                break;
            case "Replace" or "Metaspace" or "WordPiece" or "BPEDecoder":
                throw from.Refuse("behind a step that joins all tokens it cannot be followed token by token");
            default:
                throw from.Unknown(Known);
        }
    }
}
