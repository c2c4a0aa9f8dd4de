using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>One text, one type, and how many findings of that type it has.</summary>
public sealed record RecognizerCase
{
    // Sets name telephones by their country; here they are one type.
    private static readonly Dictionary<string, string> SameTypes = new(StringComparer.Ordinal)
    {
        ["PH_MOBILE_NUMBER"] = FindingTypes.Phone,
        ["TR_PHONE_NUMBER"] = FindingTypes.Phone,
    };

    /// <summary>The type that is looked for.</summary>
    public required string Type { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>How often the type is there.</summary>
    public required int Expected { get; init; }

    /// <summary>Where, if that is known.</summary>
    public ImmutableArray<(int Start, int End)> Positions { get; init; } = [];

    /// <summary>
    /// Reads JSON Lines of <c>{"entity","text","expected_len","positions"}</c>. Lines without an entity or a number test other
    /// things (scores, merging) and are left out.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <exception cref="JsonException">A line is no JSON.</exception>
    public static IReadOnlyList<RecognizerCase> Read(IEnumerable<string> lines)
    {
        var cases = new List<RecognizerCase>();
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.GetProperty("entity").GetString() is not { } type || root.GetProperty("expected_len") is not { ValueKind: JsonValueKind.Number } expected)
                continue;
            var positions = root.GetProperty("positions");
            cases.Add(new()
            {
                Type = SameTypes.GetValueOrDefault(type, type),
                Text = root.GetProperty("text").GetString()!,
                Expected = expected.GetInt32(),
                Positions = positions.ValueKind != JsonValueKind.Array ? [] : [.. positions.EnumerateArray().Select(static p => (p[0].GetInt32(), p[1].GetInt32()))],
            });
        }

        return cases;
    }

    /// <summary>Whether the analysis has as many findings of the type as expected, and at the places expected.</summary>
    /// <param name="analysis">The analysis of the text.</param>
    public bool Passes(TextAnalysis analysis)
    {
        var found = analysis.Findings.Concat(analysis.Alternatives).Where(f => f.Type == Type).ToList();
        return found.Count == Expected && (Expected == 0 || Positions.All(p => found.Any(f => Overlap(f, p))));
    }

    private static bool Overlap(Finding finding, (int Start, int End) place)
    {
        var shared = Math.Min(place.End, finding.End) - Math.Max(place.Start, finding.Start);
        return shared * 2 >= Math.Max(place.End, finding.End) - Math.Min(place.Start, finding.Start);
    }
}
