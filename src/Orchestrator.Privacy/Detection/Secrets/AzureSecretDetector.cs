namespace Orchestrator.Privacy;

/// <summary>Client secrets of Microsoft Entra: three characters, a digit, <c>Q~</c>, and 31 to 34 more.</summary>
internal sealed class AzureSecretDetector : IDetector
{
    private const string Mark = "Q~";
    private const int Before = 4;

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOf(Mark, StringComparison.Ordinal);
            if (hit < 0)
                return;
            hit += at;
            at = hit + Mark.Length;
            var start = hit - Before;
            if (start < 0 || !char.IsAsciiDigit(span[hit - 1]) || (start > 0 && IsPart(span[start - 1])))
                continue;
            var end = at;
            while (end < span.Length && end - at <= 34 && IsPart(span[end]))
                end++;
            if (end - at is >= 31 and <= 34 && Entropy.Of(span[start..end]) > 3)
                findings.Add(new(Type, start, end, 1));
        }
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '~' or '.' or '-';
}
