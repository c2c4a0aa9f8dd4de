namespace Orchestrator.Privacy;

/// <summary>Private keys in PEM (RFC 7468) and PGP armour, from the first line to the last, or to the end where that is cut off.</summary>
internal sealed class PrivateKeyDetector : IDetector
{
    private const string Begin = "-----BEGIN";
    private const string End = "-----END";
    private const int LongestHeader = 100;
    private const int ShortestBody = 16;

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOf(Begin, StringComparison.OrdinalIgnoreCase);
            if (hit < 0)
                return;
            hit += at;
            at = hit + Begin.Length;
            var header = span[at..Math.Min(span.Length, at + LongestHeader)];
            var close = header.IndexOf("-----", StringComparison.Ordinal);
            if (close < 0 || !header[..close].Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase))
                continue;

            var body = at + close + 5;
            var length = span[body..].IndexOf(End, StringComparison.OrdinalIgnoreCase);
            var end = span.Length;
            if (length >= 0)
            {
                var tail = span[(body + length + End.Length)..];
                var line = tail[..Math.Min(tail.Length, LongestHeader)].IndexOf("-----", StringComparison.Ordinal);
                end = line < 0 ? body + length : body + length + End.Length + line + 5;
            }

            if ((length < 0 ? span.Length - body : length) >= ShortestBody)
                findings.Add(new(Type, hit, end, 1));
            at = end;
        }
    }
}
