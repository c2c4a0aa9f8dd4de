namespace Orchestrator.Privacy;

/// <summary>Access tokens of Meta's apps: the app's number of fifteen or sixteen digits, a bar, and twenty-seven or more characters.</summary>
internal sealed class AppTokenDetector : IDetector
{
    private const int Shortest = 27;
    private const int Longest = 40;

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        foreach (var group in text.Groups)
        {
            if (group.Length is not (15 or 16) || group.End >= span.Length || span[group.End] is not ('|' or '%'))
                continue;
            var start = group.End + (span[group.End] == '%' && span[group.End..].StartsWith("%7C", StringComparison.OrdinalIgnoreCase) ? 3 : 1);
            var end = start;
            while (end < span.Length && end - start <= Longest && (char.IsAsciiLetterOrDigit(span[end]) || span[end] is '_' or '-'))
                end++;
            if (end - start is >= Shortest and <= Longest && Entropy.Of(span[start..end]) > 3)
                findings.Add(new(Type, group.Start, end, 1));
        }
    }
}
