using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>
/// Takes what looks like a pseudonym out of findings. A stand-in is no secret, whatever stands before it: without this
/// "password: Secret-kamirotekuli" would be replaced again, and a relay would refuse what a node has cleared.
/// </summary>
internal static class PseudonymSpans
{
    public static ImmutableArray<Finding> Outside(string text, ImmutableArray<Finding> findings) =>
        findings.IsEmpty || PseudonymForm.Spans(text) is not { Count: > 0 } spans ? findings : [.. Outside(spans, findings)];

    public static List<Finding> Outside(string text, List<Finding> findings) =>
        findings.Count == 0 || PseudonymForm.Spans(text) is not { Count: > 0 } spans ? findings : [.. Outside(spans, findings)];

    // Both are in order, so of the stand-ins only those within a finding are looked at for it.
    private static IEnumerable<Finding> Outside(List<(int Start, int End)> spans, IEnumerable<Finding> findings)
    {
        var first = 0;
        foreach (var finding in findings)
        {
            var start = finding.Start;
            while (first < spans.Count && spans[first].End <= start)
                first++;
            for (var at = first; at < spans.Count && spans[at].Start < finding.End; at++)
            {
                if (spans[at].Start > start)
                    yield return finding with { Start = start, End = spans[at].Start };
                start = spans[at].End;
            }

            if (start < finding.End)
                yield return finding with { Start = start };
        }
    }
}
