using System.Text.Json.Serialization;

namespace Orchestrator.Inference.Taggers;

/// <summary>What the model says: fixed phrases, and for an answering model one answer an intent.</summary>
internal sealed record TaggerAnswers
{
    public required IReadOnlyDictionary<string, string> Phrases { get; init; }

    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>Texts that are an intent beyond doubt when they are all that is said: words in lower case with one blank between, no signs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Certain { get; init; }
}
