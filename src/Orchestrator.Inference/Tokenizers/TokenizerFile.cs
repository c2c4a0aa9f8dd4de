using System.Text.Json;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers.Completing;
using Orchestrator.Inference.Tokenizers.Joining;
using Orchestrator.Inference.Tokenizers.Models;
using Orchestrator.Inference.Tokenizers.Normalizing;
using Orchestrator.Inference.Tokenizers.Splitting;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>What a <c>tokenizer.json</c> describes.</summary>
internal sealed class TokenizerFile
{
    public const string Name = "tokenizer.json";

    private const string AddedTokens = "added_tokens";

    public required ITokenModel Model { get; init; }

    public required Vocabulary Vocabulary { get; init; }

    public required IReadOnlyList<AddedToken> Added { get; init; }

    public INormalizer? Normalizer { get; init; }

    public IPreTokenizer? PreTokenizer { get; init; }

    public IPostProcessor? PostProcessor { get; init; }

    public required TokenJoining Joining { get; init; }

    /// <exception cref="ModelLoadException">The file is missing, unreadable, or says what is not supported.</exception>
    public static TokenizerFile Read(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelLoadException($"'{Name}' is missing from the model folder '{Path.GetDirectoryName(path)}'. Download the whole folder, not only the ONNX file.", e);
        }
        catch (JsonException e)
        {
            throw new ModelLoadException($"'{path}' is no JSON at line {e.LineNumber + 1}. Download the file again.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new ModelLoadException($"'{path}' has text that is no UTF-8. Download the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{path}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }

    private static TokenizerFile Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.StartsWith("\ufeff"u8))
            bytes = bytes[3..];
        var reader = new Utf8JsonReader(bytes);
        var components = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        (ITokenModel Model, Vocabulary Vocabulary)? model = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new ModelLoadException($"'{path}' holds no JSON object. Download the file again.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "model" && reader.TokenType == JsonTokenType.StartObject)
                model = ModelReader.Read(ModelSection.Read(ref reader, bytes, path));
            else
                components[name] = JsonElement.ParseValue(ref reader);
        }

        var (made, vocabulary) = model ?? throw new ModelLoadException($"'{path}' has no 'model', which a tokenizer needs. Download the file again.");
        IReadOnlyList<AddedToken> added = components.TryGetValue(AddedTokens, out var list) && list.ValueKind != JsonValueKind.Null
            ? [.. Component.List(list, $"tokenizer.{AddedTokens}", path).Select(AddedToken.Read)] : [];
        var texts = added.DistinctBy(a => a.Token).ToDictionary(a => a.Token, a => a.Content);
        return new()
        {
            Model = made,
            Vocabulary = vocabulary,
            Added = added,
            Normalizer = Part("normalizer") is { } normalizer ? NormalizerReader.Read(normalizer) : null,
            PreTokenizer = Part("pre_tokenizer") is { } pre ? PreTokenizerReader.Read(pre) : null,
            PostProcessor = Part("post_processor") is { } post ? PostProcessorReader.Read(post, t => texts.GetValueOrDefault(t) ?? vocabulary.Text(t)) : null,
            Joining = JoiningReader.Read(Part("decoder")),
        };

        Component? Part(string name) => components.TryGetValue(name, out var json) && json.ValueKind == JsonValueKind.Object ? new(json, name, path) : null;
    }
}
