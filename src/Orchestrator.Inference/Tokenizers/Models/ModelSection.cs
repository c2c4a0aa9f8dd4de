using System.Text;
using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>The model of a tokenizer file: its settings, and its vocabulary and merges, read while the file is passed over once.</summary>
internal sealed class ModelSection
{
    private ModelSection(Component settings) => Settings = settings;

    public Component Settings { get; private set; }

    /// <summary>The vocabulary of texts and tokens; null where it has scores, or is missing.</summary>
    public Vocabulary? Texts { get; private set; }

    /// <summary>The vocabulary of texts and scores; null where it has tokens, or is missing.</summary>
    public List<(string Text, double Score)>? Scores { get; private set; }

    /// <summary>The merges; null where there are none.</summary>
    public MergeTable? Merges { get; private set; }

    /// <summary>Takes the object that the reader is at.</summary>
    /// <exception cref="ModelLoadException">A part is missing or damaged.</exception>
    public static ModelSection Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> file, string path)
    {
        var made = new ModelSection(new(default, "model", path));
        using var settings = new MemoryStream();
        using var writer = new Utf8JsonWriter(settings);
        writer.WriteStartObject();
        ReadOnlySpan<byte> merges = [];
        int? prefix = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "vocab" && reader.TokenType == JsonTokenType.StartArray)
            {
                made.Scores = VocabularyReader.Scores(ref reader, made.Settings);
            }
            else if (name == "vocab" && reader.TokenType == JsonTokenType.StartObject)
            {
                made.Texts = VocabularyReader.Texts(ref reader, file.Length, made.Settings);
            }
            else if (name == "merges" && made.Texts is not null && prefix is { } length)
            {
                made.Merges = VocabularyReader.Merges(ref reader, made.Texts, length, made.Settings);
            }
            else
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var value = file[start..(int)reader.BytesConsumed];
                if (name == "continuing_subword_prefix")
                    prefix = reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetByteCount(reader.GetString()!) : 0;
                if (name == "merges")
                {
                    // They come before what they need, which no writer does on purpose.
                    merges = value;
                    continue;
                }

                writer.WritePropertyName(name);
                writer.WriteRawValue(value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        made.Settings = made.Settings with { Json = JsonElement.Parse(settings.GetBuffer().AsSpan(0, (int)settings.Length)) };
        if (!merges.IsEmpty && made.Texts is not null)
        {
            var late = new Utf8JsonReader(merges);
            late.Read();
            made.Merges = VocabularyReader.Merges(ref late, made.Texts, prefix ?? 0, made.Settings);
        }

        return made;
    }
}
