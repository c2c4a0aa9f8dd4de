namespace Orchestrator.Privacy;

/// <summary>
/// Measures findings against marked spans, whatever their types: a finding and a span are the same when their intersection
/// is at least half of their union, so that a finding over a whole text earns nothing. Precision counts findings, not characters.
/// </summary>
public sealed class SpanEvaluation
{
    private const double Same = 0.5;
    private readonly SortedDictionary<string, TypeMeasure> _types = new(StringComparer.Ordinal);

    /// <summary>All types together.</summary>
    public TypeMeasure Overall { get; } = new();

    /// <summary>Recall by the marked spans' types, precision by the findings'.</summary>
    public IReadOnlyDictionary<string, TypeMeasure> Types => _types;

    /// <summary>Marked characters.</summary>
    public long SensitiveCharacters { get; private set; }

    /// <summary>Marked characters that no finding covers.</summary>
    public long LeakedCharacters { get; private set; }

    /// <summary>Characters that are not marked.</summary>
    public long CleanCharacters { get; private set; }

    /// <summary>Characters that are not marked and that a finding covers.</summary>
    public long OverRedactedCharacters { get; private set; }

    /// <summary>Counts one text.</summary>
    /// <param name="text">The text with its marks.</param>
    /// <param name="findings">What was found in it.</param>
    public void Add(LabelledText text, IReadOnlyList<Finding> findings)
    {
        foreach (var span in text.Spans)
        {
            var covered = findings.Any(finding => IsSame(span, finding));
            foreach (var measure in (ReadOnlySpan<TypeMeasure>)[Overall, Of(span.Type)])
            {
                measure.Marked++;
                measure.Covered += covered ? 1 : 0;
            }
        }

        foreach (var finding in findings)
        {
            var right = text.Spans.Any(span => IsSame(span, finding));
            foreach (var measure in (ReadOnlySpan<TypeMeasure>)[Overall, Of(finding.Type)])
            {
                measure.Findings++;
                measure.Right += right ? 1 : 0;
            }
        }

        CountCharacters(text, findings);
    }

    private static bool IsSame(LabelledSpan span, Finding finding)
    {
        var shared = Math.Min(span.End, finding.End) - Math.Max(span.Start, finding.Start);
        return shared > 0 && shared >= Same * (Math.Max(span.End, finding.End) - Math.Min(span.Start, finding.Start));
    }

    private TypeMeasure Of(string type)
    {
        if (!_types.TryGetValue(type, out var measure))
            _types[type] = measure = new();
        return measure;
    }

    private void CountCharacters(LabelledText text, IReadOnlyList<Finding> findings)
    {
        for (var i = 0; i < text.Text.Length; i++)
        {
            var marked = text.Spans.Any(span => span.Start <= i && i < span.End);
            var found = findings.Any(finding => finding.Start <= i && i < finding.End);
            SensitiveCharacters += marked ? 1 : 0;
            CleanCharacters += marked ? 0 : 1;
            LeakedCharacters += marked && !found ? 1 : 0;
            OverRedactedCharacters += !marked && found ? 1 : 0;
        }
    }
}
