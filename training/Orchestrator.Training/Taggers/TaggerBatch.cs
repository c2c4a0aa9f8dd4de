using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>Utterances of about one length as numbers.</summary>
internal sealed record TaggerBatch(long[] Ids, float[] Mask, long[] Intents, long[] Tags, int Size, int Tokens)
{
    /// <summary>The target that the loss passes over.</summary>
    public const long Ignored = -100;
}

/// <summary>Turns utterances into batches; hashes every word once.</summary>
internal sealed class BatchMaker
{
    readonly TaggerPlan _plan;
    readonly Dictionary<string, int> _tags;
    readonly Dictionary<string, long[]> _hashes = new(StringComparer.Ordinal);

    public BatchMaker(TaggerPlan plan)
    {
        _plan = plan;
        _tags = plan.Labels.Tags.Select((t, i) => (t, i)).ToDictionary(x => x.t, x => x.i, StringComparer.Ordinal);
    }

    public TaggerBatch Make(IReadOnlyList<(Utterance Utterance, List<TextToken> Tokens)> items, Random random)
    {
        var tokens = items.Max(i => i.Tokens.Count);
        var features = TokenFeatures.PerToken;
        var batch = new TaggerBatch(new long[items.Count * tokens * features], new float[items.Count * tokens], new long[items.Count], new long[items.Count * tokens], items.Count, tokens);
        Array.Fill(batch.Tags, TaggerBatch.Ignored);
        for (var i = 0; i < items.Count; i++)
        {
            var (utterance, cut) = items[i];
            batch.Intents[i] = _plan.ClassOf[utterance.Label];
            var tagged = _tags.Count > 0 && !_plan.NotMine.Contains(utterance.Label);
            for (var t = 0; t < cut.Count; t++)
            {
                var ids = batch.Ids.AsSpan(((i * tokens) + t) * features, features);
                Hash(utterance.Text.Substring(cut[t].Start, cut[t].Length)).CopyTo(ids);
                Forget(ids, random);
                batch.Mask[(i * tokens) + t] = 1;
                if (tagged)
                    batch.Tags[(i * tokens) + t] = Tag(utterance.Slots, cut, t);
            }
        }

        return batch;
    }

    /// <summary>Now and then the word as a whole, or all of it, goes missing, so that no single feature decides.</summary>
    static void Forget(Span<long> ids, Random random)
    {
        var luck = random.NextDouble();
        if (luck < 0.02)
            ids.Clear();
        else if (luck < 0.10)
            ids[0] = 0;
        else if (luck < 0.18)
            ids[1..].Clear();
    }

    int Tag(IReadOnlyList<SlotSpan> slots, List<TextToken> tokens, int t)
    {
        foreach (var slot in slots)
        {
            if (tokens[t].Start >= slot.Start && tokens[t].Start < slot.End)
            {
                var first = t == 0 || tokens[t - 1].Start < slot.Start;
                return _tags.GetValueOrDefault((first ? "B-" : "I-") + slot.Slot, 0);
            }
        }

        return 0;
    }

    long[] Hash(string word)
    {
        if (_hashes.TryGetValue(word, out var known))
            return known;
        var ids = new long[TokenFeatures.PerToken];
        TokenFeatures.Hash(word, ids, _plan.Buckets);
        return _hashes.Count < 400_000 ? _hashes[word] = ids : ids;
    }
}
