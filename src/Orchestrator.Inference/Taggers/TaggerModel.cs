using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Taggers;

/// <summary>
/// A small network that names the intent of a text, marks its slots, and says how sure it is, in a fraction of a
/// millisecond on one thread. Thread-safe.
/// </summary>
public sealed class TaggerModel : IDisposable
{
    /// <summary>Manifest kind of a model whose intents become tool calls.</summary>
    public const string CommandsKind = "tagger-commands";

    /// <summary>Manifest kind of a model whose intents have prepared answers.</summary>
    public const string AnswersKind = "tagger-answers";

    const string WeightsFile = "model.onnx";

    /// <summary>No word is longer.</summary>
    const int LongestToken = 64;

    static readonly string[] InputNames = ["ids"];

    readonly Lazy<InferenceSession> _session;
    readonly RunOptions _run = new();
    readonly string[] _outputs;
    readonly TaggerSettings _settings;
    readonly IntentDecoder _intents;
    readonly SlotDecoder _slots;
    readonly LexicalHead? _head;
    readonly CertainTexts _certain;

    TaggerModel(VerifiedFolder folder, TaggerSettings settings, bool whenNeeded)
    {
        Manifest = folder.Manifest;
        Digest = DigestOf(folder);
        Labels = folder.Json("labels.json", TaggerJson.Default.TaggerLabels);
        Answers = folder.Json("answers.json", TaggerJson.Default.TaggerAnswers);
        var path = folder.Path;
        _session = whenNeeded ? new(() => OpenLater(path)) : new(Open(folder));
        _settings = settings;
        _outputs = Labels.Tags.Count > 0 ? ["intent", "slots"] : ["intent"];
        _intents = new IntentDecoder(Labels.Intents, settings);
        _head = LexicalHead.Read(folder, settings.Lexical, Labels);
        _slots = new SlotDecoder(Labels, _head is null ? null : _head.After);
        _certain = new CertainTexts(Answers, Labels);
    }

    /// <summary>The model's name.</summary>
    public string Name => Manifest.Name;

    /// <summary>The model's version.</summary>
    public string Version => Manifest.Version;

    /// <summary>SHA-256 of the network's file, lower-case hexadecimal; of its and the lexical head's digests where there is a head.</summary>
    public string Digest { get; }

    /// <summary>How answers name the model: <c>name@sha256:hex</c>.</summary>
    public string Id => $"{Name}@sha256:{Digest}";

    /// <summary>The manifest the files were checked against.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>How the confidence was calibrated, with its reliability table.</summary>
    public TaggerCalibration Calibration => _settings.Calibration;

    /// <summary>From this confidence on, a request is the model's own.</summary>
    public double Threshold => _settings.Threshold;

    internal TaggerLabels Labels { get; }

    internal TaggerAnswers Answers { get; }

    /// <summary>Why it cannot answer: its network was to be loaded when needed, and could not be. Null as long as nothing is known against it. Thread-safe.</summary>
    public string? Problem { get; private set; }

    /// <summary>Loads a model, after checking the SHA-256 of every file against <c>model.json</c>.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="whenNeeded">Whether its network, 20 to 30 MB of memory with the runtime's library, is loaded with the first text only.</param>
    /// <exception cref="ModelLoadException">A file is missing, has the wrong digest, or is of an unsupported kind or schema.</exception>
    public static TaggerModel Load(string folder, bool whenNeeded = false)
    {
        var files = VerifiedFolder.Open(folder);
        return new TaggerModel(files, ReadSettings(files), whenNeeded);
    }

    /// <summary>Tells intent, slots and confidence of a text. Any string is accepted; one without words, or longer than any the model has seen, is not the model's.</summary>
    public TaggerResult Tag(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<TextToken>(16);
        var complete = TextTokens.Split(text, tokens, _settings.MaxTokens);
        if (!tokens.Exists(t => char.IsLetter(text[t.Start]) || t.Length > 1))
            return IntentDecoder.Nothing;
        if (!complete || tokens.Exists(t => t.Length > LongestToken))
            return IntentDecoder.Nothing with { Confidence = _intents.Floor };

        if (_certain.Find(text, tokens) is >= 0 and var certain)
            return _intents.Certain(certain);

        var ids = new long[tokens.Count * TokenFeatures.PerToken];
        for (var i = 0; i < tokens.Count; i++)
            TokenFeatures.Hash(text.AsSpan(tokens[i].Start, tokens[i].Length), ids.AsSpan(i * TokenFeatures.PerToken), _settings.Buckets);

        using var input = OrtValue.CreateTensorValueFromMemory(ids, [tokens.Count, TokenFeatures.PerToken]);
        using var outputs = _session.Value.Run(_run, InputNames, [input], _outputs);
        var lexical = _head is null ? null : new LexicalFeatures(text, tokens);
        var scores = outputs[0].GetTensorMutableDataAsSpan<float>();
        if (lexical is not null)
            _head!.AddIntents(lexical, scores);
        var result = _intents.Decode(scores);
        if (result.Label < 0 || _outputs.Length < 2)
            return result;
        var tags = outputs[1].GetTensorMutableDataAsSpan<float>();
        if (lexical is not null)
            _head!.AddTags(lexical, result.Label, tags);
        return result with { Slots = _slots.Decode(text, tokens, result.Label, tags) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_session.IsValueCreated)
            _session.Value.Dispose();
        _run.Dispose();
    }

    static InferenceSession Open(VerifiedFolder files)
    {
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

            // Otherwise the int8 weights are made floats again in every run, and a run takes three times as long. Floats take 4 MB more.
            options.AddSessionConfigEntry("session.disable_quant_qdq", "1");
            return new InferenceSession(files.Bytes(WeightsFile), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelLoadException($"'{WeightsFile}' in '{files.Path}' has the right digest but ONNX Runtime refused it. Use a model made for this version of Orchestrator.", e);
        }
    }

    /// <summary>The files are read and checked again rather than kept: it may never come to this.</summary>
    InferenceSession OpenLater(string path)
    {
        try
        {
            var files = VerifiedFolder.Open(path);
            return DigestOf(files) == Digest
                ? Open(files)
                : throw new ModelLoadException($"The model in '{path}' is another than when this process started. Start it again to use that one.");
        }
        catch (ModelLoadException e)
        {
            Problem = e.Message;
            throw;
        }
    }

    static string DigestOf(VerifiedFolder files)
    {
        var listed = files.Manifest.Files;
        var network = listed.GetValueOrDefault(WeightsFile)?.Sha256 ?? "";
        return listed.GetValueOrDefault(LexicalHead.File) is { } head
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{network}\n{head.Sha256}")))
            : network;
    }

    static TaggerSettings ReadSettings(VerifiedFolder files)
    {
        if (files.Manifest.Kind is not (CommandsKind or AnswersKind))
            throw new ModelLoadException($"The model in '{files.Path}' is of kind '{files.Manifest.Kind}', not a tagger ('{CommandsKind}' or '{AnswersKind}'). Load it with the engine for its kind.");
        TaggerSettings? settings = null;
        try
        {
            settings = files.Manifest.Settings.Deserialize(TaggerJson.Default.TaggerSettings);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"The settings in 'model.json' of '{files.Path}' are not those of a tagger. Restore the folder from its release.", e);
        }

        if (settings is null || settings.Features != TokenFeatures.Version)
            throw new ModelLoadException($"The model in '{files.Path}' was trained on token features {settings?.Features ?? 0}; this build computes features {TokenFeatures.Version}. Use a model made for this version of Orchestrator.");
        return settings;
    }
}
