using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>Draws texts that are not the model's from sets of very different size: more from a large set, but not in proportion.</summary>
internal static class StrangerDraw
{
    public static IEnumerable<Utterance> From(Utterance[] all, int count, Random random)
    {
        var sets = all.GroupBy(u => u.Source).Select(g => g.ToArray()).ToArray();
        var weights = sets.Select(s => Math.Sqrt(s.Length)).ToArray();
        for (var i = 0; i < sets.Length; i++)
        {
            for (var n = 0; n < weights[i] * count / weights.Sum(); n++)
                yield return sets[i][random.Next(sets[i].Length)];
        }
    }
}
