namespace Orchestrator.Privacy;

/// <summary>JSON web tokens (RFC 7519): two or three base64url parts, of which the first two are JSON objects.</summary>
internal sealed class JwtDetector : IDetector
{
    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOf("ey", StringComparison.Ordinal);
            if (hit < 0)
                return;
            hit += at;
            var end = hit;
            while (end < span.Length && (char.IsAsciiLetterOrDigit(span[end]) || span[end] is '-' or '_' or '.' or '/' or '\\' or '='))
                end++;
            if ((hit == 0 || !char.IsLetterOrDigit(span[hit - 1])) && IsToken(span[hit..end]))
                findings.Add(new(Type, hit, hit + span[hit..end].TrimEnd(".\\/").Length, 1));
            at = end;
        }
    }

    private static bool IsToken(ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        return dot >= 17 && text[(dot + 1)..].StartsWith("ey", StringComparison.Ordinal) && text.Length - dot >= 17;
    }
}
