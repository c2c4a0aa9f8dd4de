using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers.Unicode;

namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>Makes the normalizer that a tokenizer file describes.</summary>
internal static class NormalizerReader
{
    private const string Known = "Sequence, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Prepend, Replace, BertNormalizer, Nmt, ByteLevel and Precompiled";

    /// <exception cref="ModelLoadException">A component is not supported or contradicts itself.</exception>
    public static INormalizer Read(Component from) => from.Type switch
    {
        "Sequence" => new NormalizerSequence([.. from.Each("normalizers").Select(Read)]),
        "NFC" => new FormNormalizer(new(compatible: false, composed: true)),
        "NFD" => new FormNormalizer(new(compatible: false, composed: false)),
        "NFKC" => new FormNormalizer(new(compatible: true, composed: true)),
        "NFKD" => new FormNormalizer(new(compatible: true, composed: false)),
        "Lowercase" => new RuneNormalizer(Characters.Lower),
        "StripAccents" => new RuneNormalizer(r => Characters.IsMark(r) ? "" : null),
        "Nmt" => new RuneNormalizer(NmtCharacters.Of),
        "Strip" => new StripNormalizer(from.Flag("strip_left", true), from.Flag("strip_right", true)),
        "Prepend" => new PrependNormalizer(from.Text("prepend")),
        "Replace" => new ReplaceNormalizer(PatternReader.Read(from), from.Text("content")),
        "BertNormalizer" => BertNormalizer.Read(from),
        "ByteLevel" => new ByteLevelNormalizer(),
        "Precompiled" => PrecompiledNormalizer.Read(from),
        _ => throw from.Unknown(Known),
    };

    private sealed class NormalizerSequence(INormalizer[] steps) : INormalizer
    {
        public AlignedText Apply(AlignedText text) => steps.Aggregate(text, (t, step) => step.Apply(t));
    }

    private sealed class FormNormalizer(UnicodeForm form) : INormalizer
    {
        public AlignedText Apply(AlignedText text) => form.Apply(text);
    }

    private sealed class PrependNormalizer(string what) : INormalizer
    {
        public AlignedText Apply(AlignedText text)
        {
            var edit = new TextEdit(text);
            if (text.Text.Length > 0)
                edit.Insert(0, what);
            return edit.Done();
        }
    }
}
