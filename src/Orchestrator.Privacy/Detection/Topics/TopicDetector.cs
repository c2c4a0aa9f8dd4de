using System.Runtime.InteropServices;

namespace Orchestrator.Privacy;

/// <summary>
/// Finds the sentences that speak of a sensitive topic, or that try to steer a model or ask for harm: a linear classifier over
/// cues, each counted once in a sentence. A sentence that is short of a topic by itself counts where the sentences beside it speak of it.
/// </summary>
internal sealed class TopicDetector(Lazy<TopicCues> cues) : IDetector
{
    private const int Enough = 3;

    /// <summary>What counts of the sentence before: a third, rounded down, at most this.</summary>
    private const int MostOfNeighbour = 1;

    private const int MostCues = 32;

    public string Type => "TOPICS";

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var tokens = CollectionsMarshal.AsSpan(text.Tokens);
        var all = cues.Value;
        Span<int> weights = stackalloc int[Topics.All.Length];
        Span<int> before = stackalloc int[Topics.All.Length];
        Span<ulong> seen = stackalloc ulong[MostCues];
        before.Clear();
        for (var from = 0; from < tokens.Length;)
        {
            var to = Sentences.End(text.Text, tokens, from);
            weights.Clear();
            if (Weigh(all, tokens[from..to], weights, seen))
            {
                for (var topic = 0; topic < weights.Length; topic++)
                {
                    var sum = weights[topic] + (weights[topic] > 0 ? Math.Min(before[topic] / Enough, MostOfNeighbour) : 0);
                    if (sum >= Enough)
                        findings.Add(new(Topics.All[topic], tokens[from].Start, tokens[to - 1].End, Math.Min(0.9, 0.4 + (0.1 * sum))));
                }
            }

            weights.CopyTo(before);
            from = to;
        }
    }

    /// <summary>Adds up what the cues of a sentence weigh; false where there is none.</summary>
    private static bool Weigh(TopicCues all, ReadOnlySpan<Token> tokens, Span<int> weights, Span<ulong> seen)
    {
        var count = 0;
        for (var i = 0; i < tokens.Length;)
        {
            var speaks = all.At(tokens, i, out var length, out var id);
            i += Math.Max(length, 1);
            if (length == 0 || seen[..count].Contains(id))
                continue;
            if (count < seen.Length)
                seen[count++] = id;
            foreach (var (topic, weight) in speaks)
                weights[topic] += weight;
        }

        return count > 0;
    }
}
