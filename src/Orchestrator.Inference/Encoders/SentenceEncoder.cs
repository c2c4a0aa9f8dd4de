using System.Numerics.Tensors;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Encoders;

/// <summary>
/// Sentence embeddings from a sentence-transformers or Optimum folder, pooled and normalised as the folder says. Texts of one call run in
/// batches. Thread-safe.
/// </summary>
public sealed class SentenceEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EncoderSession _session;
    private readonly Pooling _pooling;
    private readonly string _output;
    private readonly bool _normalize;
    private readonly EmbeddingGeneratorMetadata _metadata;

    private SentenceEncoder(EncoderFolder folder, EncoderSession session, string digest)
    {
        _session = session;
        (_pooling, _normalize) = SentenceModules.Read(folder);

        // A graph that makes whole sentences has the folder's pooling in it; one that makes tokens too is pooled by what the folder says.
        _output = EncoderOutputs.Sentences.FirstOrDefault(session.Outputs.Contains)
            ?? throw new ModelLoadException($"The graph in '{folder.Path}' makes {string.Join(", ", session.Outputs)}; expected last_hidden_state, token_embeddings or sentence_embedding. Export the model for feature-extraction.");
        (Name, Digest) = (folder.Name, digest);
        Shortens = SentenceModules.Shortens(folder);
        session.Run([session.Read("a")], _output, (_, rows) => Dimensions = Finish(_pooling.Pool(rows)).Length, CancellationToken.None);
        _metadata = new("orchestrator", null, Id, Dimensions);
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the weights, lower-case hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>How answers name the model: <c>name@sha256:hex</c>.</summary>
    public string Id => $"{Name}@sha256:{Digest}";

    /// <summary>How many numbers an embedding has.</summary>
    public int Dimensions { get; private set; }

    /// <summary>Whether the model was trained so that the first numbers of an embedding are one by themselves (Matryoshka).</summary>
    public bool Shortens { get; }

    /// <summary>The most tokens of a text, those that frame it included.</summary>
    public int LongestText => _session.Longest;

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer => _session.Tokenizer;

    /// <summary>Loads a folder and runs a text through it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Variant, limits and threads; null for the defaults.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged or says what is not supported, or ONNX Runtime refuses the graph.</exception>
    public static SentenceEncoder Load(string path, EncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = EncoderFolder.Open(path);
        options ??= new();
        var session = EncoderSession.Load(folder, options);
        try
        {
            using var file = File.OpenRead(folder.Weights(options.Variant));
            return new(folder, session, Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        catch (TargetException e)
        {
            session.Dispose();
            throw new ModelLoadException($"The graph in '{path}' does not work: {e.Message}.", e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TargetException"><c>rejected</c>: a text is longer than the model reads, or the model cannot be shortened to the dimensions asked for; <c>busy</c>; <c>internal</c>.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } wanted && wanted != Dimensions && (!Shortens || wanted < 1 || wanted > Dimensions))
            throw new TargetException("rejected", Shortens ? $"the model makes up to {Dimensions} dimensions" : $"the model makes {Dimensions} dimensions and does not say that fewer of them mean anything");
        var texts = values.Select(v => _session.Read(v)).ToList();
        var vectors = await EmbedAsync(texts, cancellationToken);
        var total = texts.Sum(t => t.Count);
        return new(vectors.Select(v => new Embedding<float>(Shorten(v, options?.Dimensions)) { ModelId = Id }))
        {
            Usage = new() { InputTokenCount = total, TotalTokenCount = total },
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private async Task<float[][]> EmbedAsync(List<IReadOnlyList<Token>> texts, CancellationToken cancellationToken)
    {
        var vectors = new float[texts.Count][];
        await _session.RunAsync(texts, _output, (text, rows) => vectors[text] = Finish(_pooling.Pool(rows)), cancellationToken);
        return vectors;
    }

    private float[] Finish(float[] vector)
    {
        if (vector.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new TargetException("internal", "the model made what is no number");
        if (_normalize)
            Normalize(vector);
        return vector;
    }

    private static float[] Shorten(float[] vector, int? dimensions)
    {
        if (dimensions is not { } count || count == vector.Length)
            return vector;
        var shorter = vector[..count];
        Normalize(shorter);
        return shorter;
    }

    private static void Normalize(Span<float> vector)
    {
        if (TensorPrimitives.Norm(vector) is > 0 and var length)
            TensorPrimitives.Divide(vector, length, vector);
    }
}
