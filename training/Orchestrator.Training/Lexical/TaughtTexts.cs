using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>The texts of a plan, varied anew for each pass, as <see cref="TaggerFiles"/> gives them to the network's trainer.</summary>
internal sealed class TaughtTexts
{
    /// <summary>How often a text loses its capitals: those who type at home often use none.</summary>
    private const double Small = 0.25;

    private readonly TaggerPlan _plan;
    private readonly ExampleFilter _filter;
    private readonly TaughtValues _values;
    private readonly Dictionary<string, int> _tags;

    public TaughtTexts(TaggerPlan plan, ExampleFilter filter, TaughtValues values) => (_plan, _filter, _values, _tags) = (plan, filter, values, SlotTags.Numbers(plan.Labels.Tags));

    /// <summary>The texts of one pass in a random order.</summary>
    public LexicalText[] Draw(Random random)
    {
        var texts = TaggerFiles.Varied(_plan, _filter, random).Where(u => u.Label != IntentTable.Unknown)
            .Select(u => Read(random.NextDouble() < Small ? u with { Text = u.Text.ToLowerInvariant() } : u)).OfType<LexicalText>().ToArray();
        random.Shuffle(texts);
        return texts;
    }

    private LexicalText? Read(Utterance utterance)
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(utterance.Text, tokens, _plan.Crop);
        var tagged = _plan.Labels.Tags.Count > 0 && !_plan.NotMine.Contains(utterance.Label);
        if (tokens.Count == 0)
            return null;
        var features = new LexicalFeatures(utterance.Text, tokens);
        if (tagged)
            _values.Recall(features, utterance, tokens);
        return new LexicalText(features, tokens.Count, _plan.ClassOf[utterance.Label], tagged ? [.. tokens.Select((_, t) => SlotTags.At(utterance.Slots, tokens, t, _tags))] : []);
    }
}
