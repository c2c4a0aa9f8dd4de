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

    private static IEnumerable<Finding> Outside(List<(int Start, int End)> spans, IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var start = finding.Start;
            foreach (var span in spans)
            {
                if (span.End <= start || span.Start >= finding.End)
                    continue;
                if (span.Start > start)
                    yield return finding with { Start = start, End = span.Start };
                start = span.End;
            }

            if (start < finding.End)
                yield return finding with { Start = start };
        }
    }
}
