using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>The model of a tokenizer file: its settings, and its vocabulary and merges as they stand in the file.</summary>
internal readonly ref struct ModelSection
{
    private ModelSection(Component settings, ReadOnlySpan<byte> vocabulary, ReadOnlySpan<byte> merges)
    {
        Settings = settings;
        Vocabulary = vocabulary;
        Merges = merges;
    }

    public Component Settings { get; }

    public ReadOnlySpan<byte> Vocabulary { get; }

    public ReadOnlySpan<byte> Merges { get; }

    public bool HasMerges => !Merges.IsEmpty;

    /// <summary>Takes the object that the reader is at.</summary>
    /// <exception cref="ModelLoadException">A part is missing.</exception>
    public static ModelSection Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> file, string path)
    {
        using var settings = new MemoryStream();
        using var writer = new Utf8JsonWriter(settings);
        writer.WriteStartObject();
        ReadOnlySpan<byte> vocabulary = [], merges = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var value = file[start..(int)reader.BytesConsumed];
            if (name == "vocab")
            {
                vocabulary = value;
            }
            else if (name == "merges")
            {
                merges = value;
            }
            else
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        var made = new ModelSection(new(JsonSerializer.Deserialize<JsonElement>(settings.GetBuffer().AsSpan(0, (int)settings.Length)), "model", path), vocabulary, merges);
        if (vocabulary.IsEmpty)
            throw made.Settings.Refuse("it lacks 'vocab'");
        return made.HasMerges || made.Settings.Maybe("type") != "BPE" ? made : throw made.Settings.Refuse("it lacks 'merges'");
    }
}
