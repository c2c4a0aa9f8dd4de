namespace Orchestrator.Privacy;

/// <summary>
/// Finds what is spelled in words or encoded (base64, hex, one in the other up to three deep) by giving what is meant to the
/// other detectors. An encoded run that holds something sensitive is found as a whole.
/// </summary>
internal sealed class HiddenTextDetector(IReadOnlyList<IDetector> detectors, IDetector names) : IDetector
{
    private const int Deepest = 3;
    private const int Reach = 32;

    public string Type => "HIDDEN_TEXT";

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        DetectSpoken(text, findings);
        DetectEncoded(text.Text, text.Context, 1, findings);
    }

    private void DetectSpoken(DetectionText text, ICollection<Finding> findings)
    {
        if (SpokenText.Of(text.Text) is not { } spoken)
            return;
        var meant = new DetectionText(spoken.Text, text.Context);
        var found = new List<Finding>();
        foreach (var detector in detectors)
            detector.Detect(meant, found);
        foreach (var finding in found)
        {
            if (spoken.ToSource(finding) is { } source)
                findings.Add(source);
        }
    }

    private void DetectEncoded(string text, string? context, int depth, ICollection<Finding> findings)
    {
        for (var at = 0; EncodedText.TryNext(text, at, out var start, out var end, out var decoded); at = end)
        {
            // What stands before it speaks of it: "social security: MDc4…".
            var before = text.AsSpan(Math.Max(0, start - Reach), Math.Min(start, Reach));
            if (MostSensitive(decoded, $"{context} {before}", depth) is { } type)
                findings.Add(new(type, start, end, 0.9));
        }
    }

    private string? MostSensitive(string decoded, string? context, int depth)
    {
        var found = new List<Finding>();
        var inner = new DetectionText(NormalizedText.Of(decoded).Text, context);
        foreach (var detector in detectors)
            detector.Detect(inner, found);
        names.Detect(inner, found);
        if (depth < Deepest)
            DetectEncoded(inner.Text, context, depth + 1, found);
        string? most = null;
        foreach (var finding in found)
        {
            if (FindingTypes.LevelOf(finding.Type) >= SensitivityLevel.Confidential && (most is null || FindingTypes.LevelOf(finding.Type) > FindingTypes.LevelOf(most)))
                most = finding.Type;
        }

        return most;
    }
}
