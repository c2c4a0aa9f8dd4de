using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Api.Access;

/// <summary>The file of API keys: hashes and whom they stand for, as JSON.</summary>
public sealed class KeyFile
{
    /// <summary>The keys.</summary>
    public IList<ApiKeyOptions> Keys { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="InvalidDataException">It is no key file; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static KeyFile Read(string path)
    {
        KeyFile file;
        try
        {
            file = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyFileJson.Default.KeyFile) ?? throw new InvalidDataException($"{path} is empty: it must be {{\"keys\":[…]}}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no file of API keys (line {(e.LineNumber ?? 0) + 1}).", e);
        }

        for (var i = 0; i < file.Keys.Count; i++)
        {
            if (file.Keys[i] is not { } key)
                throw new InvalidDataException($"{path}, key {i}: it is null. Take it away.");
            if (key.Problem() is { } problem)
                throw new InvalidDataException($"{path}, key {i}: {problem}");
        }

        return file.Keys.DistinctBy(static k => k.Sha256, StringComparer.OrdinalIgnoreCase).Count() == file.Keys.Count
            ? file
            : throw new InvalidDataException($"{path} has a key twice: one key is one caller, with one set of rights.");
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, KeyFileJson.Default.KeyFile) + "\n";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyFile))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
