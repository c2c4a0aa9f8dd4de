using System.Globalization;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>Trains a lexical head on the texts that the network learns from, in minutes of one core. Seeded: equal data makes equal bytes.</summary>
internal static class HeadTrainer
{
    private const int Passes = 7, PrunedAfter = 4, LeastMet = 3, LongestTagged = 40;
    private const float SlotRate = 0.1f, IntentRate = 0.05f;
    private const double Forget = 0.1;

    public static void Write(TaggerPlan plan, ExampleFilter filter, HeadSize size, int seed, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Train(plan, filter, size, seed).Write());
    }

    private static TrainedHead Train(TaggerPlan plan, ExampleFilter filter, HeadSize size, int seed)
    {
        var random = new Random(seed);
        var values = new TaughtValues(plan, filter, seed);
        var texts = new TaughtTexts(plan, filter, values);
        var (tags, first) = (plan.Labels.Tags.Count, texts.Draw(random));
        var edges = Enumerable.Range(-1, tags + 1).Select(LexicalFeatures.After).ToArray();
        var intents = new FeatureRows(Count(first, WholeText), LeastMet, plan.Labels.Intents.Count, []);
        var slots = new FeatureRows(tags == 0 ? new Dictionary<uint, int>() : Count(first.Where(t => t.Tags.Length > 0), EachToken), LeastMet, tags, tags == 0 ? [] : edges);
        Console.WriteLine($"{plan.Name}: {first.Length} texts a pass, {intents.Features} features of texts, {slots.Features} of tokens");
        var (intent, slot) = (new IntentLearner(intents, plan.Labels.Intents.Count), new SlotLearner(slots, plan.Labels));
        for (var pass = 0; pass < Passes; pass++)
        {
            if (pass == PrunedAfter)
            {
                intents.Prune(size.IntentWeights);
                slots.Prune(size.TagWeights);
            }

            var slower = 1 - (0.8f * pass / (Passes - 1));
            var (intentLoss, slotLoss, tagged) = (0.0, 0.0, 0);
            foreach (var text in pass == 0 ? first : texts.Draw(random))
            {
                intentLoss += intent.Learn(text, IntentRate * slower);
                if (tags == 0 || text.Length > LongestTagged || !slot.Teaches(text))
                    continue;
                slotLoss += slot.Learn(text, SlotRate * slower, Forget, random);
                tagged++;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Name}, seed {seed}, pass {pass + 1}: loss of intents {intentLoss / first.Length:F3}, of tags {slotLoss / Math.Max(tagged, 1):F3}"));
        }

        return new TrainedHead(values, intents, slots);
    }

    private static Dictionary<uint, int> Count(IEnumerable<LexicalText> texts, Action<LexicalText, List<uint>> of)
    {
        var met = new Dictionary<uint, int>();
        var features = new List<uint>();
        foreach (var text in texts)
        {
            features.Clear();
            of(text, features);
            foreach (var feature in features)
                met[feature] = met.GetValueOrDefault(feature) + 1;
        }

        return met;
    }

    private static void WholeText(LexicalText text, List<uint> features) => text.Features.Text(features);

    private static void EachToken(LexicalText text, List<uint> features)
    {
        Span<uint> some = stackalloc uint[LexicalFeatures.MostPerToken];
        for (var t = 0; t < text.Length; t++)
            features.AddRange(some[..text.Features.Token(t, text.Label, some)]);
    }
}
