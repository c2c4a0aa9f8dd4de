namespace Orchestrator.Privacy;

/// <summary>Counts, over texts, which of their topics were found and which were found in vain.</summary>
public sealed class TopicEvaluation
{
    private readonly SortedDictionary<string, TypeMeasure> _topics = new(StringComparer.Ordinal);

    /// <summary>The measure of each topic, by name.</summary>
    public IReadOnlyDictionary<string, TypeMeasure> Topics => _topics;

    /// <summary>How many texts there were without a topic.</summary>
    public int Clean { get; private set; }

    /// <summary>In how many of those one was found.</summary>
    public int FoundInVain { get; private set; }

    /// <summary>Adds a text.</summary>
    /// <param name="one">The text and what it is about.</param>
    /// <param name="analysis">Its analysis.</param>
    public void Add(TopicCase one, TextAnalysis analysis)
    {
        var found = analysis.Topics.Select(static topic => topic.Type).Distinct(StringComparer.Ordinal).ToList();
        if (one.Topics.IsEmpty)
        {
            Clean++;
            FoundInVain += found.Count > 0 ? 1 : 0;
        }

        foreach (var topic in one.Topics)
        {
            Of(topic).Marked++;
            Of(topic).Covered += found.Contains(topic) ? 1 : 0;
        }

        foreach (var topic in found)
        {
            Of(topic).Findings++;
            Of(topic).Right += one.Topics.Contains(topic) ? 1 : 0;
        }
    }

    private TypeMeasure Of(string topic)
    {
        if (!_topics.TryGetValue(topic, out var measure))
            _topics[topic] = measure = new();
        return measure;
    }
}
