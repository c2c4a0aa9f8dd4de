using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
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
        var judge = JudgeLoader.Of(path);
        var (name, client, model, digest) = Open(path, options);
        return new(name, model.Variant.Name, digest, Tier.Mini, JudgeLoader.Judged(client, judge));
    }

    /// <summary>A decoder whose manifest tells how sure it is when it is right.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="whenNeeded">Whether its network, 15 to 30 MB of memory, is loaded when it is asked for the first time; the files are checked in any case.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or contradicts another, or the settings are not those of such a decoder.</exception>
    public static LocalModel LoadVerified(string path, DecoderOptions? options = null, bool whenNeeded = false)
    {
        options = (options ?? new()).ForNarrow();
        options.Validate();
        var files = VerifiedFolder.Open(path);
        var (manifest, settings, judge) = (files.Manifest, Settings(files), JudgeLoader.Of(files));
        var (known, digest) = Weights(files, options);
        if (!whenNeeded)
            return Model(JudgeLoader.Judged(Narrow(path, settings, options), judge), null);
        var deferred = new DeferredChatClient(LaterAsync, judge is null ? [known] : [known, judge]);
        return Model(deferred, () => deferred.Problem);

        LocalModel Model(IChatClient client, Func<string?>? problem) =>
            new(manifest.Name, manifest.Version, digest, manifest.Role, client, problem: problem, slow: new((text, stop) => Task.Run(() => ConfidenceAsync(client, text, stop), stop), settings.Kept));

        async Task<IChatClient> LaterAsync()
        {
            if (Weights(VerifiedFolder.Open(path), options).Digest != digest)
                throw new ModelLoadException($"The model in '{path}' is another than when this process started. Start it again to use that one.");
            var narrow = Narrow(path, settings, options);

            // The first text that is read makes tokenizer and template ready.
            await narrow.ConfidenceAsync("", CancellationToken.None);
            return JudgeLoader.Judged(narrow, judge);
        }
    }

    private static async Task<double> ConfidenceAsync(IChatClient client, string text, CancellationToken cancellationToken)
    {
        if (client is DeferredChatClient deferred)
            client = await deferred.Client.WaitAsync(cancellationToken);
        return await client.GetRequiredService<NarrowChatClient>().ConfidenceAsync(text, cancellationToken);
    }

    /// <summary>A decoder with such settings, whatever its folder's manifest says.</summary>
    public static NarrowChatClient Narrow(string path, NarrowSettings settings, DecoderOptions options) => new(Open(path, options, settings).Client, settings);

    private static NarrowSettings Settings(VerifiedFolder files)
    {
        try
        {
            return files.Manifest.Settings.Deserialize(NarrowJson.Default.NarrowSettings)
                ?? throw new ModelLoadException($"'model.json' of '{files.Path}' has no settings. Restore the folder from its release.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"The settings in 'model.json' of '{files.Path}' are not those of a '{NarrowChatClient.Kind}'. Restore the folder from its release.", e);
        }
    }

    // What is known of the weights before they are loaded. The manifest must vouch for all of them.
    private static (DecoderDescription Known, string Digest) Weights(VerifiedFolder files, DecoderOptions options)
    {
        var folder = HuggingFaceFolder.Open(files.Path);
        var context = DecoderModel.ContextOf(folder.Config, options);
        var variant = folder.Choose(options.Variant, options.MemoryLimitBytes, DecoderModel.CacheBytes(folder.Config, context));
        foreach (var file in FilesOf(variant).Select(f => Path.GetRelativePath(files.Path, f).Replace('\\', '/')))
        {
            if (!files.Manifest.Files.ContainsKey(file))
                throw new ModelLoadException($"'{file}' is in '{files.Path}', and its 'model.json' does not list it, so that nothing vouches for it. Take the file away, or restore the folder from its release.");
        }

        return (new(variant.Name, context, ExecutionProvider.Cpu, null), Digest(variant));
    }

    private static (string Name, DecoderChatClient Client, DecoderModel Model, string Digest) Open(string path, DecoderOptions? options, NarrowSettings? narrow = null)
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
            var chat = new DecoderChatOptions { Id = $"{name}@sha256:{digest}", SpecialTokens = SpecialTokens(path), ToolCalls = ToolCallFormat.For(source), Unsaid = narrow?.Unsaid };
            var client = new DecoderChatClient(new(model, options), tokens, template, narrow is null ? chat : chat with { MaxQuoted = narrow.Reads });
            return (name, client, model, digest);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // The weights beside a file are part of it.
    private static IEnumerable<string> FilesOf(ModelVariant variant) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(variant.File)!, Path.GetFileName(variant.File) + "*").Order(StringComparer.Ordinal);

    private static string Digest(ModelVariant variant)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 20];
            foreach (var file in FilesOf(variant))
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
