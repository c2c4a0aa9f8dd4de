using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>Finds how much a head counts beside the network, on the half of the held-out texts that calibrates.</summary>
internal static class HeadTuning
{
    private static readonly float[] Weights = [0, 0.25f, 0.5f, 0.75f, 1, 1.5f, 2, 3, 4, 6];

    /// <param name="plan">The model's data.</param>
    /// <param name="load">The model with its head counting so much.</param>
    public static LexicalSettings Tune(TaggerPlan plan, Func<LexicalSettings, TaggerModel> load)
    {
        var none = new LexicalSettings { Features = LexicalFeatures.Version, Intents = 0, Tags = 1 };
        var intents = Best(Weights, w => none with { Intents = w }, load, m => TaggerEvaluation.Understood(m, plan));
        return plan.Labels.Tags.Count == 0 ? intents : Best(Weights, w => intents with { Tags = w }, load, m => TaggerEvaluation.Compare(m, plan, HeldOut.IsForCalibration).Average(s => s.Exact));
    }

    private static LexicalSettings Best(IEnumerable<float> weights, Func<float, LexicalSettings> of, Func<LexicalSettings, TaggerModel> load, Func<TaggerModel, double> worth) =>
        weights.Select(of).Select(settings =>
        {
            using var model = load(settings);
            var found = worth(model);
            Console.WriteLine(FormattableString.Invariant($"{model.Name}: head counts {settings.Intents} for intents, {settings.Tags} for tags: {found:F4}"));
            return (settings, found);
        }).MaxBy(x => x.found).settings;
}
