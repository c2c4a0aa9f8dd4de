using Orchestrator.Routing.Difficulty;
using Orchestrator.Training.Difficulty;

namespace Orchestrator.Training.Profiles;

/// <summary>Finds groups of prompts: k-means from seeded centres. No outcome of any model is looked at.</summary>
internal static class ClusterTrainer
{
    public const int Groups = 32;
    const int Rounds = 25;

    public static PromptClusters Train(IReadOnlyList<PromptVector> prompts, int buckets, int seed)
    {
        var (mean, factor) = Form(prompts);
        var empty = new PromptClusters(Rarity(prompts, buckets), mean, factor, []);
        var at = prompts.Select(p =>
        {
            var v = new float[PromptClusters.Width];
            empty.Vector(p.Hashed, p.Form, v);
            return v;
        }).ToArray();
        var random = new Random(seed);
        var centres = Start(at, random);
        for (var round = 0; round < Rounds; round++)
        {
            var clusters = new PromptClusters([], mean, factor, centres);
            var (sums, counts) = (new double[centres.Length], new int[Groups]);
            foreach (var v in at)
            {
                var c = clusters.Nearest(v);
                counts[c]++;
                for (var i = 0; i < v.Length; i++)
                    sums[(c * PromptClusters.Width) + i] += v[i];
            }

            for (var i = 0; i < centres.Length; i++)
                centres[i] = counts[i / PromptClusters.Width] is > 0 and var n ? (float)(sums[i] / n) : centres[i];
        }

        return new(Rarity(prompts, buckets), mean, factor, centres);
    }

    // Each next centre is a prompt that is drawn by its distance from those there are (k-means++).
    static float[] Start(float[][] at, Random random)
    {
        var chosen = new List<float[]> { at[random.Next(at.Length)] };
        var distance = at.Select(_ => double.PositiveInfinity).ToArray();
        while (chosen.Count < Groups)
        {
            for (var i = 0; i < at.Length; i++)
                distance[i] = Math.Min(distance[i], Distance(at[i], chosen[^1]));
            var draw = random.NextDouble() * distance.Sum();
            var next = 0;
            while (next < at.Length - 1 && (draw -= distance[next]) > 0)
                next++;
            chosen.Add(at[next]);
        }

        return [.. chosen.SelectMany(c => c)];
    }

    static double Distance(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    // Logarithm of the share of prompts without the word, up to 255.
    static byte[] Rarity(IReadOnlyList<PromptVector> prompts, int buckets)
    {
        var seen = new int[buckets];
        foreach (var bucket in prompts.SelectMany(p => p.Hashed.Distinct()))
            seen[bucket]++;
        return [.. seen.Select(n => (byte)Math.Min(255, 25 * Math.Log((prompts.Count + 1.0) / (n + 1))))];
    }

    static (float[] Mean, float[] Factor) Form(IReadOnlyList<PromptVector> prompts)
    {
        var mean = Enumerable.Range(0, PromptFeatures.FormCount).Select(f => prompts.Average(p => p.Form[f])).ToArray();
        return (mean, [.. mean.Select((m, f) => (float)(0.5 / (Math.Sqrt(prompts.Average(p => (p.Form[f] - m) * (p.Form[f] - m))) + 0.05)))]);
    }
}
