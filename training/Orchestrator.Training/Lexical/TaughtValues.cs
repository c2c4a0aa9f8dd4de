using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>
/// The values of slots in the texts that are taught. A text's own value counts as known only where another text has it too:
/// otherwise every value of training would be known, and what is new would never be learnt.
/// </summary>
internal sealed class TaughtValues
{
    private readonly Dictionary<(uint Hash, int Slot), int> _texts = [];
    private readonly Dictionary<string, int> _slots;

    public TaughtValues(TaggerPlan plan, ExampleFilter filter, int seed)
    {
        _slots = plan.Labels.Tags.Where((_, i) => i % 2 == 1).Select((t, i) => (Slot: t[2..], i)).ToDictionary(x => x.Slot, x => x.i, StringComparer.Ordinal);
        foreach (var utterance in plan.Epoch(new Random(seed)).Where(u => u.Slots.Count > 0 && filter.Allows(u.Text) && !HeldOut.Contains(u.Text)).DistinctBy(u => u.Text))
        {
            var tokens = new List<TextToken>();
            TextTokens.Split(utterance.Text, tokens, plan.Crop);
            var words = new LexicalFeatures(utterance.Text, tokens).Words;
            foreach (var value in Own(utterance, tokens))
            {
                var key = (Hash(words, value), value.Slot);
                _texts[key] = _texts.GetValueOrDefault(key) + 1;
            }
        }

        var rows = Rows();
        using var bytes = new MemoryStream();
        using var file = new BinaryWriter(bytes);
        SparseWeights.Write(file, rows);
        file.Flush();
        ReadOnlySpan<byte> written = bytes.ToArray();
        Known = new KnownValues(SparseWeights.Read(ref written, Math.Max(_slots.Count, 1)));
    }

    public KnownValues Known { get; }

    /// <summary>Looks for known values in a text that is taught.</summary>
    public void Recall(LexicalFeatures features, Utterance utterance, List<TextToken> tokens)
    {
        var own = Own(utterance, tokens).ToHashSet();
        features.Recall(Known, value => own.Contains(value) && _texts.GetValueOrDefault((Hash(features.Words, value), value.Slot)) < 2);
    }

    public Dictionary<uint, IReadOnlyList<(byte Output, float Weight)>> Rows() =>
        _texts.Keys.GroupBy(k => k.Hash).ToDictionary(g => g.Key, g => (IReadOnlyList<(byte, float)>)[.. g.Select(k => ((byte)k.Slot, 1f)).Order()]);

    private IEnumerable<KnownValue> Own(Utterance utterance, List<TextToken> tokens) =>
        from slot in utterance.Slots
        let first = tokens.FindIndex(t => t.Start >= slot.Start)
        let last = tokens.FindLastIndex(t => t.Start < slot.End)
        where first >= 0 && last >= first && last - first < KnownValues.MostWords && _slots.ContainsKey(slot.Slot)
        select new KnownValue(first, last, _slots[slot.Slot]);

    private static uint Hash(ReadOnlySpan<uint> words, KnownValue value)
    {
        var hash = 0u;
        for (var t = value.First; t <= value.Last; t++)
            hash = KnownValues.Append(hash, words[t]);
        return hash;
    }
}
