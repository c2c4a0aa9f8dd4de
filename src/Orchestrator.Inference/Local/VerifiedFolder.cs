using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.Inference.Local;

/// <summary>
/// A model folder whose files have been read once and whose digests match the manifest. The bytes that were hashed are
/// the bytes that are used: a file changed on disk afterwards changes nothing here.
/// </summary>
internal sealed class VerifiedFolder
{
    const string ManifestFile = "model.json";
    readonly Dictionary<string, byte[]> _files;

    VerifiedFolder(string path, ModelManifest manifest, Dictionary<string, byte[]> files)
    {
        Path = path;
        Manifest = manifest;
        _files = files;
    }

    public string Path { get; }

    public ModelManifest Manifest { get; }

    public static VerifiedFolder Open(string folder)
    {
        var manifest = ReadManifest(folder);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, expected) in manifest.Files)
            files[name] = ReadVerified(folder, name, expected);
        return new VerifiedFolder(folder, manifest, files);
    }

    public static ModelManifest ReadManifest(string folder)
    {
        var manifest = Parse(folder, ManifestFile, Read(folder, ManifestFile), ManifestJson.Default.ModelManifest);
        if (manifest.Schema != ModelManifest.SupportedSchema)
            throw new ModelLoadException($"'{ManifestFile}' in '{folder}' has schema {manifest.Schema}; this build reads schema {ModelManifest.SupportedSchema}. Use a model made for this version of Orchestrator.");
        return manifest;
    }

    public byte[] Bytes(string name) => _files.TryGetValue(name, out var bytes)
        ? bytes
        : throw new ModelLoadException($"'{ManifestFile}' in '{Path}' does not list '{name}', which a model of kind '{Manifest.Kind}' needs. Restore the folder from its release.");

    public T Json<T>(string name, JsonTypeInfo<T> type) where T : class => Parse(Path, name, Bytes(name), type);

    static byte[] ReadVerified(string folder, string name, ModelFile? expected)
    {
        var plain = name.StartsWith("onnx/", StringComparison.Ordinal) ? name["onnx/".Length..] : name;
        if (plain.AsSpan().IndexOfAny('/', '\\') >= 0 || plain is "" or "." or "..")
            throw new ModelLoadException($"'{ManifestFile}' in '{folder}' lists '{name}'; only plain file names, there or under onnx/, are allowed. Restore the folder from its release.");
        if (expected is not { Sha256: not null })
            throw new ModelLoadException($"'{ManifestFile}' in '{folder}' lists '{name}' without a digest. Restore the folder from its release.");
        var bytes = Read(folder, name);
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (!string.Equals(found, expected.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new ModelLoadException($"'{name}' in '{folder}' has the wrong digest: expected sha256 {expected.Sha256} ({expected.Bytes} bytes), found {found} ({bytes.Length} bytes). The file is damaged or was changed; restore the folder from its release.");
        return bytes;
    }

    static byte[] Read(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, name);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelLoadException($"'{name}' is missing from the model folder '{folder}'. Restore the folder from its release, or name another folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{name}' in the model folder '{folder}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }

    static T Parse<T>(string folder, string name, byte[] bytes, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type)
                ?? throw new ModelLoadException($"'{name}' in '{folder}' holds null where an object was expected. Restore the folder from its release.");
        }
        catch (JsonException e)
        {
            throw new ModelLoadException($"'{name}' in '{folder}' is not what was expected at {e.Path}, line {e.LineNumber}. Restore the folder from its release.", e);
        }
    }
}
