namespace Orchestrator.Training.Decoders;

/// <summary>Learns byte-pair merges: the most frequent neighbours within words become one token, again and again (Sennrich et al. 2016).</summary>
internal static class BytePairTrainer
{
    /// <summary>The merges in order, as pairs of token numbers; 0..255 are the bytes, and the n-th merge makes 256 + n.</summary>
    public static List<(int Left, int Right)> Learn(IReadOnlyDictionary<string, int> words, int merges)
    {
        var all = words.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (Ids: System.Text.Encoding.UTF8.GetBytes(w.Key).Select(b => (int)b).ToList(), Count: w.Value)).ToList();
        var counts = new Dictionary<(int, int), int>();
        var places = new Dictionary<(int, int), HashSet<int>>();
        for (var w = 0; w < all.Count; w++)
            Count(w, 1);
        var learnt = new List<(int, int)>();
        while (learnt.Count < merges && counts.Count > 0)
        {
            var best = counts.MaxBy(c => (c.Value, -c.Key.Item1, -c.Key.Item2)).Key;
            if (counts[best] < 2)
                break;
            var made = 256 + learnt.Count;
            learnt.Add(best);
            foreach (var w in places[best].ToList())
            {
                Count(w, -1);
                var ids = all[w].Ids;
                for (var i = 0; i + 1 < ids.Count; i++)
                {
                    if ((ids[i], ids[i + 1]) == best)
                    {
                        ids[i] = made;
                        ids.RemoveAt(i + 1);
                    }
                }

                Count(w, 1);
            }
        }

        return learnt;

        void Count(int word, int sign)
        {
            var (ids, count) = all[word];
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                var pair = (ids[i], ids[i + 1]);
                var now = counts[pair] = counts.GetValueOrDefault(pair) + (sign * count);
                if (now == 0)
                    counts.Remove(pair);
                if (!places.TryGetValue(pair, out var where))
                    places[pair] = where = [];
                if (sign > 0)
                    where.Add(word);
            }
        }
    }
}
