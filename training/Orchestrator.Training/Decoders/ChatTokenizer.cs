using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Tokenizers;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Decoders;

/// <summary>
/// The decoders' vocabulary. Words stand apart from the blanks around them, so that a word of the user's is the same token
/// in a call; signs of JSON that stand together are one piece. Encoding is the runtime's own, with each piece kept.
/// </summary>
internal sealed class ChatTokenizer
{
    public const string Tools = "<|tools|>", User = "<|user|>", Tool = "<|tool|>", Assistant = "<|assistant|>", Pass = "<|pass|>", End = "<|end|>", Pad = "<|pad|>", Open = "<tool_call>", Close = "</tool_call>";

    private const string Pieces = @"[\p{L}_]+|\p{N}|[^\s\p{L}\p{N}_]+(?: [^\s\p{L}\p{N}_]+)*|\s";

    private static readonly string[] s_marks = [Pad, End, Tools, User, Tool, Assistant, Pass, Open, Close];
    private static readonly Regex s_pieces = new(Pieces, RegexOptions.CultureInvariant | RegexOptions.Compiled);

    private readonly ITextTokens _tokens;
    private readonly Dictionary<string, int[]> _known = new(StringComparer.Ordinal);

    private ChatTokenizer(ITextTokens tokens) => _tokens = tokens;

    public static ChatTokenizer Read(string folder) => new(Tokenizer.Load(folder));

    /// <summary>Learns a vocabulary of some size and writes its <c>tokenizer.json</c>.</summary>
    public static void Learn(IEnumerable<string> texts, int size, string folder)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var piece in s_pieces.EnumerateMatches(text))
            {
                var word = text.Substring(piece.Index, piece.Length);
                words[word] = words.GetValueOrDefault(word) + 1;
            }
        }

        var merges = BytePairTrainer.Learn(words, size - 256 - s_marks.Length);
        var letters = Enumerable.Range(0, 256).Select(b => ByteLetters.Letter((byte)b).ToString()).ToList();
        foreach (var (left, right) in merges)
            letters.Add(letters[left] + letters[right]);
        var vocabulary = new JsonObject();
        for (var i = 0; i < letters.Count; i++)
            vocabulary[letters[i]] = i;
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. s_marks.Select((m, i) => new JsonObject
            {
                ["id"] = letters.Count + i,
                ["content"] = m,
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                // A call's marks are text to whoever reads the answer.
                ["special"] = m is not (Open or Close),
            })]),
            ["normalizer"] = new JsonObject { ["type"] = "NFC" },
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = Pieces }, ["behavior"] = "Isolated", ["invert"] = false },
                    new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false }),
            },
            ["post_processor"] = null,
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = true, ["trim_offsets"] = true, ["use_regex"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(m => new JsonArray(letters[m.Left], letters[m.Right]))]),
            },
        };
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), [.. JsonSerializer.SerializeToUtf8Bytes(json, ModelFolder.Indented), (byte)'\n']);
    }

    public int Mark(string mark) => _tokens.Encode(mark) is [var id] ? id : throw new InvalidOperationException($"'{mark}' is no token of this vocabulary.");

    /// <summary>The tokens of a text without marks.</summary>
    public void Encode(string text, List<int> tokens)
    {
        text = text.Normalize(NormalizationForm.FormC);
        foreach (var piece in s_pieces.EnumerateMatches(text))
        {
            var word = text.Substring(piece.Index, piece.Length);
            if (!_known.TryGetValue(word, out var ids))
                _known[word] = ids = [.. _tokens.Encode(word)];
            tokens.AddRange(ids);
        }
    }
}
