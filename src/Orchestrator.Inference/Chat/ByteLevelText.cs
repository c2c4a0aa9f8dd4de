using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Chat;

/// <summary>The vocabulary of a <c>tokenizer.json</c> that merges pairs of bytes, as those of Llama 3, Qwen, SmolLM, Phi and GPT-2 do. Thread-safe.</summary>
internal sealed class ByteLevelText : ITextTokens
{
    public const string FileName = "tokenizer.json";

    private readonly byte[]?[] _bytes;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int, int), (int Rank, int Made)> _merges;
    private readonly Dictionary<string, int> _added;
    private readonly Regex _marks;
    private readonly TextPieces _pieces;
    private readonly bool _wholeFirst;
    private readonly int[] _single;

    private ByteLevelText(JsonElement root, string path)
    {
        var model = root.GetProperty("model");
        if (model.TryGetProperty("type", out var type) && !type.ValueEquals("BPE") || model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind == JsonValueKind.True)
            throw new ModelLoadException($"'{path}' has a model of type '{type}'; expected byte-level BPE. Take a model with such a tokenizer, as Llama 3, Qwen and SmolLM have.");
        _pieces = TextPieces.Read(root, path);
        _vocabulary = model.GetProperty("vocab").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal);
        _wholeFirst = model.TryGetProperty("ignore_merges", out var ignore) && ignore.ValueKind == JsonValueKind.True;
        _merges = new(model.GetProperty("merges").GetArrayLength());
        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            var pair = merge.ValueKind == JsonValueKind.Array ? [.. merge.EnumerateArray().Select(m => m.GetString()!)] : merge.GetString()!.Split(' ', 2);
            _merges.TryAdd((_vocabulary[pair[0]], _vocabulary[pair[1]]), (_merges.Count, _vocabulary[pair[0] + pair[1]]));
        }

        var added = root.TryGetProperty("added_tokens", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
        _added = added.ToDictionary(a => a.GetProperty("content").GetString()!, a => a.GetProperty("id").GetInt32(), StringComparer.Ordinal);
        var marks = _added.Keys.Where(k => k.Length > 0).OrderByDescending(k => k.Length).Select(Regex.Escape).ToList();
        _marks = new(marks.Count == 0 ? "(?:$.)" : string.Join('|', marks), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        Size = Math.Max(_vocabulary.Values.DefaultIfEmpty(-1).Max(), _added.Values.DefaultIfEmpty(-1).Max()) + 1;
        _bytes = new byte[Size][];
        foreach (var (text, id) in _vocabulary)
            _bytes[id] = ByteLetters.Bytes(text);
        foreach (var one in added)
            _bytes[one.GetProperty("id").GetInt32()] = one.TryGetProperty("special", out var special) && special.ValueKind == JsonValueKind.True ? null : Encoding.UTF8.GetBytes(one.GetProperty("content").GetString()!);
        _single = [.. Enumerable.Range(0, 256).Select(b => _vocabulary.TryGetValue(ByteLetters.Letter((byte)b).ToString(), out var id) ? id : -1)];
    }

    /// <summary>One more than the largest token.</summary>
    public int Size { get; }

    /// <exception cref="ModelLoadException">The file is missing, unreadable, or of a kind that is not supported.</exception>
    public static ByteLevelText Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new ModelLoadException($"'{FileName}' is missing from the model folder '{folder}'. Download the whole folder, not only the ONNX file.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new(document.RootElement, path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ModelLoadException($"'{path}' is no tokenizer: expected a model with vocab and merges that fit each other ({e.GetType().Name}). Download the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{path}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }

    public IReadOnlyList<int> Encode(string text)
    {
        var tokens = new List<int>();
        var at = 0;
        foreach (var mark in _marks.EnumerateMatches(text))
        {
            Plain(text[at..mark.Index], tokens);
            tokens.Add(_added[text.Substring(mark.Index, mark.Length)]);
            at = mark.Index + mark.Length;
        }

        Plain(text[at..], tokens);
        return tokens;
    }

    public ITextJoiner Start() => new Joiner(this);

    public byte[]? BytesOf(int token) => (uint)token < (uint)_bytes.Length ? _bytes[token] : null;

    private void Plain(string text, List<int> tokens)
    {
        foreach (var piece in _pieces.Of(text))
        {
            if (_wholeFirst && _vocabulary.TryGetValue(ByteLetters.Letters(piece), out var whole))
                tokens.Add(whole);
            else
                Merge(Encoding.UTF8.GetBytes(piece), tokens);
        }
    }

    // Pairs wait in the order of their ranks, so that a piece of any length takes n log n.
    private void Merge(byte[] bytes, List<int> tokens)
    {
        var ids = bytes.Select(b => _single[b]).Where(i => i >= 0).ToArray();
        var (before, after) = (new int[ids.Length], new int[ids.Length]);
        var waiting = new PriorityQueue<(int At, int Left, int Right, int Made), (int Rank, int At)>();
        for (var i = 0; i < ids.Length; i++)
            (before[i], after[i]) = (i - 1, i + 1 < ids.Length ? i + 1 : -1);
        for (var i = 0; i < ids.Length; i++)
            Offer(i);
        while (waiting.TryDequeue(out var pair, out _))
        {
            var right = after[pair.At];
            if (ids[pair.At] != pair.Left || right < 0 || ids[right] != pair.Right)
                continue;
            (ids[pair.At], ids[right]) = (pair.Made, -1);
            after[pair.At] = after[right];
            if (after[right] >= 0)
                before[after[right]] = pair.At;
            Offer(pair.At);
            if (before[pair.At] >= 0)
                Offer(before[pair.At]);
        }

        tokens.AddRange(ids.Where(i => i >= 0));

        void Offer(int at)
        {
            if (after[at] >= 0 && _merges.TryGetValue((ids[at], ids[after[at]]), out var merge))
                waiting.Enqueue((at, ids[at], ids[after[at]], merge.Made), (merge.Rank, at));
        }
    }

    private sealed class Joiner(ByteLevelText owner) : ITextJoiner
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public string Append(int token) => Text(owner.BytesOf(token) ?? [], flush: false);

        public string Finish() => Text([], flush: true);

        private string Text(byte[] bytes, bool flush)
        {
            var characters = new char[bytes.Length + 4];
            return new(characters, 0, _decoder.GetChars(bytes, 0, bytes.Length, characters, 0, flush));
        }
    }
}
