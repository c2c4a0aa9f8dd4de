using System.Text.Json;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Reads the large parts of a tokenizer file, token by token, without holding a tree of them.</summary>
internal static class VocabularyReader
{
    /// <summary>Reads <c>{"text": token}</c>.</summary>
    public static Vocabulary Texts(ref Utf8JsonReader reader, int bytes, Component model)
    {
        // With its merges, a token takes about this many bytes in the file.
        var (vocabulary, buffer) = (new Vocabulary(bytes / 64 + 1), new byte[256]);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var length = Copy(ref reader, ref buffer, 0);
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var token) || token is < 0 or >= Vocabulary.MostTokens)
                throw model.Refuse($"its 'vocab' has no number from 0 to {Vocabulary.MostTokens - 1} for entry {vocabulary.Count}");
            vocabulary.Add(buffer.AsSpan(0, length), token);
        }

        return vocabulary;
    }

    /// <summary>Reads <c>[["text", score]]</c>; a token is its place.</summary>
    public static List<(string Text, double Score)> Scores(ref Utf8JsonReader reader, Component model)
    {
        var pieces = new List<(string, double)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (pieces.Count >= Vocabulary.MostTokens || !reader.Read() || reader.TokenType != JsonTokenType.String || reader.GetString() is not { } text
                || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var score) || !reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                throw model.Refuse($"its 'vocab' has no text with a score at {pieces.Count}");
            pieces.Add((text, score));
        }

        return pieces;
    }

    /// <summary>Reads <c>["left right"]</c> or <c>[["left", "right"]]</c>; a rank is its place.</summary>
    public static MergeTable Merges(ref Utf8JsonReader reader, Vocabulary vocabulary, int prefix, Component model)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw model.Refuse("its 'merges' are no list");
        var merges = new MergeTable(vocabulary.Size);
        var (texts, rank) = (new byte[256], 0);
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            var (left, right) = (0, 0);
            if (reader.TokenType == JsonTokenType.String)
            {
                var all = Copy(ref reader, ref texts, 0);
                left = texts.AsSpan(0, all).IndexOf((byte)' ');
                right = all - left - 1;
                if (left >= 0)
                    texts.AsSpan(left + 1, right).CopyTo(texts.AsSpan(left));
            }
            else if (reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                left = Copy(ref reader, ref texts, 0);
                right = reader.Read() && reader.TokenType == JsonTokenType.String ? Copy(ref reader, ref texts, left) : -1;
                right = reader.Read() && reader.TokenType == JsonTokenType.EndArray ? right : -1;
            }

            if (left <= 0 || right <= 0)
                throw model.Refuse($"its 'merges' have no two texts at {rank}");
            var tail = texts.AsSpan(left, right);
            if (vocabulary.Find(texts.AsSpan(0, left)) is not { } first || vocabulary.Find(tail) is not { } second || Made(vocabulary, texts, left, right, prefix) is not { } made)
                throw model.Refuse($"the two texts of 'merges' at {rank}, or what they make, are not in its 'vocab'");
            merges.Add(first, second, rank, made);
        }

        return merges;
    }

    private static int? Made(Vocabulary vocabulary, byte[] texts, int left, int right, int prefix)
    {
        if (prefix > 0 && prefix <= right)
        {
            texts.AsSpan(left + prefix, right - prefix).CopyTo(texts.AsSpan(left));
            right -= prefix;
        }

        return vocabulary.Find(texts.AsSpan(0, left + right));
    }

    private static int Copy(ref Utf8JsonReader reader, ref byte[] into, int at)
    {
        if (into.Length < at + reader.ValueSpan.Length)
            Array.Resize(ref into, at + reader.ValueSpan.Length);
        return reader.CopyString(into.AsSpan(at));
    }
}
