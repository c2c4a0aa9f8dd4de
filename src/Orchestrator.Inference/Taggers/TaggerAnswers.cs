namespace Orchestrator.Inference.Taggers;

/// <summary>What the model says: fixed phrases, and for an answering model one answer an intent.</summary>
internal sealed record TaggerAnswers
{
    public required IReadOnlyDictionary<string, string> Phrases { get; init; }

    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();
}
