using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Makes the model that a tokenizer file describes.</summary>
internal static class ModelReader
{
    /// <exception cref="ModelLoadException">The model is not supported or contradicts itself.</exception>
    public static (ITokenModel Model, Vocabulary Vocabulary) Read(ModelSection section)
    {
        // Files older than the types have what the model needs.
        var model = section.Settings;
        var type = model.Maybe("type") ?? (section.Merges is not null ? "BPE" : model.Has("max_input_chars_per_word") ? "WordPiece" : model.Has("unk_id") ? "Unigram" : "WordLevel");
        switch (type)
        {
            case "BPE":
                return Bpe(section, Texts(section));
            case "WordPiece":
                var pieces = Texts(section);
                return (new WordPieceModel(pieces, Unknown(pieces, model, "[UNK]"), model.Maybe("continuing_subword_prefix") ?? "##", model.Number("max_input_chars_per_word", 100)), pieces);
            case "WordLevel":
                var words = Texts(section);
                return (new WordLevelModel(words, Unknown(words, model, "<unk>")), words);
            case "Unigram":
                return Unigram(section);
            default:
                throw model.Unknown("BPE, WordPiece, Unigram and WordLevel");
        }
    }

    private static (ITokenModel, Vocabulary) Bpe(ModelSection section, Vocabulary vocabulary)
    {
        // What dropout leaves to chance belongs to training.
        var model = section.Settings;
        var settings = new BpeSettings
        {
            Unknown = model.Maybe("unk_token") is { } unknown ? vocabulary.Find(unknown) ?? throw model.Refuse("its 'unk_token' is not in its 'vocab'") : -1,
            FuseUnknown = model.Flag("fuse_unk", false),
            ByteFallback = model.Flag("byte_fallback", false),
            WholeFirst = model.Flag("ignore_merges", false),
            Prefix = model.Maybe("continuing_subword_prefix") ?? "",
            Suffix = model.Maybe("end_of_word_suffix") ?? "",
        };
        return (new BpeModel(vocabulary, section.Merges ?? throw model.Refuse("it lacks 'merges'"), settings), vocabulary);
    }

    private static (ITokenModel, Vocabulary) Unigram(ModelSection section)
    {
        var model = section.Settings;
        var pieces = section.Scores ?? throw model.Refuse("it lacks a 'vocab' of texts with scores");
        var vocabulary = new Vocabulary(pieces.Count + 1);
        for (var i = 0; i < pieces.Count; i++)
            vocabulary.Add(pieces[i].Text, i);
        int? unknown = model.Has("unk_id") ? model.Number("unk_id") : null;
        if (unknown >= pieces.Count)
            throw model.Refuse($"its 'unk_id' is {unknown}, and its 'vocab' has {pieces.Count} entries");
        return (new UnigramModel(pieces, unknown, model.Flag("byte_fallback", false) ? new ByteTokens(vocabulary) : null), vocabulary);
    }

    private static Vocabulary Texts(ModelSection section) => section.Texts ?? throw section.Settings.Refuse("it lacks a 'vocab' of texts with tokens");

    private static int Unknown(Vocabulary vocabulary, Component model, string otherwise) =>
        vocabulary.Find(model.Maybe("unk_token") ?? otherwise) ?? throw model.Refuse($"its 'unk_token' '{model.Maybe("unk_token") ?? otherwise}' is not in its 'vocab'");
}
