using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>One text, and the topics that it is about.</summary>
public sealed record TopicCase
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Its topics; empty for none.</summary>
    public required ImmutableArray<string> Topics { get; init; }

    /// <summary>Reads JSON Lines of <c>{"text","topics":["TOPIC_HEALTH"]}</c>.</summary>
    /// <param name="lines">The lines.</param>
    /// <exception cref="JsonException">A line is no JSON.</exception>
    public static IReadOnlyList<TopicCase> Read(IEnumerable<string> lines)
    {
        var cases = new List<TopicCase>();
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            cases.Add(new()
            {
                Text = document.RootElement.GetProperty("text").GetString()!,
                Topics = [.. document.RootElement.GetProperty("topics").EnumerateArray().Select(static topic => topic.GetString()!)],
            });
        }

        return cases;
    }
}
