using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>Everything that makes one tagger: its data, its labels and its settings.</summary>
internal sealed record TaggerPlan
{
    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required Tier Role { get; init; }

    public required string Summary { get; init; }

    public required TaggerLabels Labels { get; init; }

    public required TaggerAnswers Answers { get; init; }

    /// <summary>Draws the utterances of one epoch, generated ones anew each time.</summary>
    public required Func<Random, IEnumerable<Utterance>> Epoch { get; init; }

    public required Augmentation Augmentation { get; init; }

    /// <summary>Utterances that training never sees, nor near-duplicates of them.</summary>
    public required IReadOnlyList<Utterance> HeldOut { get; init; }

    public required IReadOnlyList<TrainingSet> Sets { get; init; }

    /// <summary>Labels under which a text is not the model's.</summary>
    public required IReadOnlySet<string> NotMine { get; init; }

    /// <summary>The output class of each label.</summary>
    public required IReadOnlyDictionary<string, int> ClassOf { get; init; }

    /// <summary>What the sets call their texts, of those that are taught beside the label: words that mean alike are then heard in more places.</summary>
    public IReadOnlySet<string> Topics { get; init; } = new HashSet<string>();

    public int Buckets { get; init; } = 20_000;

    /// <summary>Most tokens of an utterance in training.</summary>
    public int Crop { get; init; } = 48;

    public int MaxTokens { get; init; } = 64;
}
