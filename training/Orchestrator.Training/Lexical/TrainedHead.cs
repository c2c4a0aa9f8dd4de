using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>What a head learnt.</summary>
internal sealed record TrainedHead(TaughtValues Values, FeatureRows Intents, FeatureRows Tags)
{
    public byte[] Write() => LexicalHead.Write(Values.Rows(), Intents.Pairs(), Tags.Pairs());

    /// <summary>Where the head of a seed lies between its training and its publishing.</summary>
    public static string PathOf(string work, string stem, int seed) => Path.Combine(work, "weights", $"{stem}-lexical-{seed}.bin");

    /// <exception cref="InvalidOperationException">It is not trained yet.</exception>
    public static byte[] Read(string work, string stem, int seed) => File.Exists(PathOf(work, stem, seed))
        ? File.ReadAllBytes(PathOf(work, stem, seed))
        : throw new InvalidOperationException($"'{PathOf(work, stem, seed)}' is missing: the head is not trained yet. Run the step 'heads'.");
}
