using System.Text;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers.Unicode;

namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>Makes the pre-tokenizer that a tokenizer file describes.</summary>
internal static class PreTokenizerReader
{
    private const string Known = "Sequence, Split, ByteLevel, Digits, Metaspace, BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation and CharDelimiterSplit";

    /// <exception cref="ModelLoadException">A component is not supported or contradicts itself.</exception>
    public static IPreTokenizer Read(Component from) => from.Type switch
    {
        "Sequence" => new PreTokenizerSequence([.. from.Each("pretokenizers").Select(Read)]),
        "Split" => new SplitPreTokenizer(PatternReader.Read(from).Find, Behavior(from), from.Flag("invert", false)),
        "ByteLevel" => new ByteLevelPreTokenizer(from.Flag("add_prefix_space", true), from.Flag("use_regex", true)),
        "Digits" => new SplitPreTokenizer(RuneFinder.Each(Rune.IsNumber), from.Flag("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "Metaspace" => MetaspacePreTokenizer.Read(from),
        "BertPreTokenizer" => new PreTokenizerSequence([s_blanks, new SplitPreTokenizer(RuneFinder.Each(Characters.IsPunctuation), SplitBehavior.Isolated)]),
        "Whitespace" => new SplitPreTokenizer(RuneFinder.Runs(static r => Rune.IsWhiteSpace(r) ? 0 : Characters.IsWord(r) ? 1 : 2), SplitBehavior.Removed, invert: true),
        "WhitespaceSplit" => s_blanks,
        "Punctuation" => new SplitPreTokenizer(RuneFinder.Each(Characters.IsPunctuation), Behavior(from, SplitBehavior.Isolated)),
        "CharDelimiterSplit" => new SplitPreTokenizer(new Pattern(from.Text("delimiter")).Find, SplitBehavior.Removed),
        _ => throw from.Unknown(Known),
    };

    private static readonly SplitPreTokenizer s_blanks = new(RuneFinder.Each(Rune.IsWhiteSpace), SplitBehavior.Removed);

    private static SplitBehavior Behavior(Component from, SplitBehavior? otherwise = null) =>
        !from.Has("behavior") && otherwise is { } known ? known
        : Enum.TryParse<SplitBehavior>(from.Text("behavior"), out var behavior) && Enum.IsDefined(behavior) ? behavior
        : throw from.Refuse($"its 'behavior' is '{from.Text("behavior")}'; known are {string.Join(", ", Enum.GetNames<SplitBehavior>())}");

    private sealed class PreTokenizerSequence(IPreTokenizer[] steps) : IPreTokenizer
    {
        public void Apply(Pieces pieces) => Array.ForEach(steps, s => s.Apply(pieces));
    }
}
