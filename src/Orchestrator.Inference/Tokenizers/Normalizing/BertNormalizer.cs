using System.Text;
using Orchestrator.Inference.Tokenizers.Unicode;

namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>What BERT does to text: cleans it, sets Chinese characters apart, drops accents, lowers the case.</summary>
internal sealed class BertNormalizer : INormalizer
{
    private readonly List<INormalizer> _steps = [];

    public static BertNormalizer Read(Component from)
    {
        var made = new BertNormalizer();
        var lower = from.Flag("lowercase", true);
        if (from.Flag("clean_text", true))
            made._steps.Add(new RuneNormalizer(Clean));
        if (from.Flag("handle_chinese_chars", true))
            made._steps.Add(new RuneNormalizer(r => Characters.IsChinese(r) ? $" {r} " : null));
        if (from.Flag("strip_accents", lower))
        {
            made._steps.Add(new Decomposed());
            made._steps.Add(new RuneNormalizer(r => Characters.IsNonSpacingMark(r) ? "" : null));
        }

        if (lower)
            made._steps.Add(new RuneNormalizer(Characters.Lower));
        return made;
    }

    public AlignedText Apply(AlignedText text) => _steps.Aggregate(text, (t, step) => step.Apply(t));

    private static string? Clean(Rune rune) => rune.Value is 0 or 0xFFFD || Characters.IsControl(rune) ? "" : Rune.IsWhiteSpace(rune) && rune.Value != ' ' ? " " : null;

    private sealed class Decomposed : INormalizer
    {
        private readonly UnicodeForm _form = new(compatible: false, composed: false);

        public AlignedText Apply(AlignedText text) => _form.Apply(text);
    }
}
