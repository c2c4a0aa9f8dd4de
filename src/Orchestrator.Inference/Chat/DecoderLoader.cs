using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Templates;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Chat;

/// <summary>Makes a chatting model of a Hugging Face folder.</summary>
internal static class DecoderLoader
{
    /// <exception cref="ModelLoadException">A file is missing, damaged, or contradicts another; the message names it, what was expected, what was found and what to do.</exception>
    public static LocalModel Load(string path, DecoderOptions? options = null)
    {
        var (name, client, model, digest) = Open(path, options);
        return new(name, model.Variant.Name, digest, Tier.Mini, JudgeLoader.Judged(client, path));
    }

    /// <summary>A decoder whose manifest tells how sure it is when it is right.</summary>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or contradicts another, or the settings are not those of such a decoder.</exception>
    public static LocalModel LoadVerified(VerifiedFolder files, DecoderOptions? options = null)
    {
        var manifest = files.Manifest;
        NarrowSettings? settings;
        try
        {
            settings = manifest.Settings.Deserialize(NarrowJson.Default.NarrowSettings);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"The settings in 'model.json' of '{files.Path}' are not those of a '{NarrowChatClient.Kind}'. Restore the folder from its release.", e);
        }

        var (_, client, model, digest) = Open(files.Path, options);
        var narrow = new NarrowChatClient(client, settings ?? throw new ModelLoadException($"'model.json' of '{files.Path}' has no settings. Restore the folder from its release."));
        return new(manifest.Name, manifest.Version, digest, manifest.Role, JudgeLoader.Judged(narrow, files), narrow.Confidence);
    }

    private static (string Name, DecoderChatClient Client, DecoderModel Model, string Digest) Open(string path, DecoderOptions? options)
    {
        var folder = HuggingFaceFolder.Open(path);
        var tokens = Tokenizer.Load(path);
        if (tokens.Size > folder.Config.Vocabulary)
            throw new ModelLoadException($"'{TokenizerFile.Name}' in '{path}' has {tokens.Size} tokens, and 'config.json' expects at most {folder.Config.Vocabulary}. The two are of different models; download the whole folder again.");
        var (template, source) = (ChatTemplate.Load(path), TemplateFile.Find(path, null)?.Source ?? "");
        if (template is null)
            throw new ModelLoadException($"'{path}' has no chat template: expected 'chat_template.jinja', or 'chat_template' in 'tokenizer_config.json'. Take the chat or instruct version of the model, or add the file.");
        var model = DecoderModel.Load(folder, options);
        var name = Path.GetFileName(Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar));
        try
        {
            var digest = Digest(model.Variant);
            var client = new DecoderChatClient(new(model, options), tokens, template, new() { Id = $"{name}@sha256:{digest}", SpecialTokens = SpecialTokens(path), ToolCalls = ToolCallFormat.For(source) });
            return (name, client, model, digest);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // The weights beside a file are part of it.
    private static string Digest(ModelVariant variant)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 20];
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(variant.File)!, Path.GetFileName(variant.File) + "*").Order(StringComparer.Ordinal))
            {
                using var stream = File.OpenRead(file);
                for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
                    hash.AppendData(buffer, 0, read);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{variant.File}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }

    private static Dictionary<string, string> SpecialTokens(string folder)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(file))
            return tokens;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            foreach (var property in document.RootElement.EnumerateObject().Where(p => p.Name.EndsWith("_token", StringComparison.Ordinal)))
            {
                var value = property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("content", out var content) ? content : property.Value;
                if (value.ValueKind == JsonValueKind.String)
                    tokens[property.Name] = value.GetString()!;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"'{file}' is no JSON object. Download the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{file}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }

        return tokens;
    }
}
