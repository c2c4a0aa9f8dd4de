namespace Orchestrator.Inference.Taggers;

/// <summary>Where a text has a run of words that was met as the value of a slot: the longest from each word on.</summary>
/// <param name="First">Its first token.</param>
/// <param name="Last">Its last token.</param>
/// <param name="Slot">The slot's number: its tags are 2n + 1 and 2n + 2.</param>
internal readonly record struct KnownValue(int First, int Last, int Slot);

/// <summary>Values of slots that were met in training, as hashes of their words. Thread-safe.</summary>
/// <param name="table">Of each hash, the numbers of the slots.</param>
internal sealed class KnownValues(SparseWeights table)
{
    /// <summary>No value has more words.</summary>
    public const int MostWords = 8;

    /// <summary>Finds the values in a text.</summary>
    /// <param name="words">The hashes of its words.</param>
    /// <param name="unknown">Whether a value counts as one never met: in training, a text's own value that no other text has.</param>
    public List<KnownValue> Find(ReadOnlySpan<uint> words, Func<KnownValue, bool>? unknown = null)
    {
        var found = new List<KnownValue>();
        for (var first = 0; first < words.Length; first++)
        {
            var begun = found.Count;
            var hash = 0u;
            for (var last = first; last < Math.Min(words.Length, first + MostWords); last++)
            {
                hash = Append(hash, words[last]);
                foreach (var (slot, _) in table.Of(hash))
                {
                    var value = new KnownValue(first, last, slot);
                    if (unknown?.Invoke(value) is true)
                        continue;
                    var shorter = IndexOf(found, slot, begun, found.Count);
                    if (shorter < 0)
                        found.Add(value);
                    else
                        found[shorter] = value;
                }
            }

            // What lies within an earlier value of the same slot adds nothing.
            for (var i = found.Count - 1; i >= begun; i--)
            {
                if (IndexOf(found, found[i].Slot, 0, begun, found[i].Last) >= 0)
                    found.RemoveAt(i);
            }
        }

        return found;
    }

    /// <summary>The first place in a part of the list with a value of the slot that ends no earlier than a token.</summary>
    static int IndexOf(List<KnownValue> found, int slot, int from, int to, int last = 0)
    {
        for (var i = from; i < to; i++)
        {
            if (found[i].Slot == slot && found[i].Last >= last)
                return i;
        }

        return -1;
    }

    /// <summary>The hash of some words and one more.</summary>
    public static uint Append(uint hash, uint word) => LexicalFeatures.Mix(80, hash, word);
}
