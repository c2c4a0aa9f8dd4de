using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Inference.Local;
using SparseTable = System.Collections.Generic.IReadOnlyDictionary<uint, System.Collections.Generic.IReadOnlyList<(byte Output, float Weight)>>;

namespace Orchestrator.Inference.Taggers;

/// <summary>
/// A second opinion beside the network: sparse linear weights over words, their neighbours and their letters, for the intent
/// and for each token's tag, and over which tag follows which. Its scores are added to the network's. Thread-safe.
/// </summary>
internal sealed class LexicalHead
{
    /// <summary>The head's file in a model folder.</summary>
    public const string File = "lexical.bin";

    static ReadOnlySpan<byte> Mark => "OLEX"u8;

    readonly KnownValues _values;
    readonly SparseWeights _intents, _tags;
    readonly LexicalSettings _weight;
    readonly int _tagCount;

    LexicalHead(KnownValues values, SparseWeights intents, SparseWeights tags, LexicalSettings weight, int tagCount) =>
        (_values, _intents, _tags, _weight, _tagCount) = (values, intents, tags, weight, tagCount);

    /// <summary>Writes a head; each table as <see cref="SparseWeights.Write"/> takes it.</summary>
    /// <param name="values">Of the hash of each value the slots' numbers; what they weigh does not count.</param>
    /// <param name="intents">Of each feature of a text the intents.</param>
    /// <param name="tags">Of each feature of a token the tags, and of <see cref="LexicalFeatures.After"/>.</param>
    public static byte[] Write(SparseTable values, SparseTable intents, SparseTable tags)
    {
        using var bytes = new MemoryStream();
        using var file = new BinaryWriter(bytes);
        file.Write(Mark);
        SparseWeights.Write(file, values);
        SparseWeights.Write(file, intents);
        SparseWeights.Write(file, tags);
        file.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads the head of a model; null when its settings name none.</summary>
    /// <exception cref="ModelLoadException">The file is not there, is no head, or one for other features or labels.</exception>
    public static LexicalHead? Read(VerifiedFolder folder, LexicalSettings? settings, TaggerLabels labels)
    {
        if (settings is null)
            return null;
        if (settings.Features != LexicalFeatures.Version)
            throw new ModelLoadException($"'{File}' in '{folder.Path}' was trained on lexical features {settings.Features}; this build computes features {LexicalFeatures.Version}. Use a model made for this version of Orchestrator.");
        ReadOnlySpan<byte> bytes = folder.Bytes(File);
        try
        {
            if (!bytes.StartsWith(Mark))
                throw new FormatException($"it does not begin with '{Encoding.ASCII.GetString(Mark)}'");
            bytes = bytes[Mark.Length..];
            var head = new LexicalHead(
                new KnownValues(SparseWeights.Read(ref bytes, labels.Tags.Count / 2)), SparseWeights.Read(ref bytes, labels.Intents.Count), SparseWeights.Read(ref bytes, labels.Tags.Count), settings, labels.Tags.Count);
            return bytes.IsEmpty ? head : throw new FormatException($"{bytes.Length} bytes follow its end");
        }
        catch (FormatException e)
        {
            throw new ModelLoadException($"'{File}' in '{folder.Path}' has the right digest but is no lexical head for this model's labels: {e.Message}. Restore the folder from its release.", e);
        }
    }

    /// <summary>Adds what the words of the text say to the scores of the intents.</summary>
    public void AddIntents(LexicalFeatures text, Span<float> scores)
    {
        var features = new List<uint>(256);
        text.Text(features);
        foreach (var feature in CollectionsMarshal.AsSpan(features))
            _intents.Add(feature, _weight.Intents, scores);
    }

    /// <summary>Adds what each token and its neighbours say to the scores of the tags, token by token.</summary>
    public void AddTags(LexicalFeatures text, int intent, Span<float> scores)
    {
        text.Recall(_values);
        Span<uint> features = stackalloc uint[LexicalFeatures.MostPerToken];
        for (var t = 0; t * _tagCount < scores.Length; t++)
        {
            foreach (var feature in features[..text.Token(t, intent, features)])
                _tags.Add(feature, _weight.Tags, scores.Slice(t * _tagCount, _tagCount));
        }
    }

    /// <summary>How well each tag follows another, or begins a text (-1).</summary>
    public float[] After(int tag)
    {
        var scores = new float[_tagCount];
        _tags.Add(LexicalFeatures.After(tag), _weight.Tags, scores);
        return scores;
    }
}
