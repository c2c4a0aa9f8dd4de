namespace Orchestrator.Privacy;

/// <summary>The <c>user:password</c> of a URL (RFC 3986).</summary>
internal sealed class UrlCredentialDetector : IDetector
{
    private const int Longest = 512;

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOf("://", StringComparison.Ordinal);
            if (hit < 0)
                return;
            var start = at + hit + 3;
            at = start;
            if (start < 4 || !char.IsAsciiLetterOrDigit(span[start - 4]))
                continue;
            var end = UserEnd(span, start);
            var colon = span[start..end].IndexOf(':');
            if (end == start || colon < 0)
                continue;
            var password = span[(start + colon + 1)..end];
            if (password.Length > 0 && !Values.IsPlaceholder(password))
                findings.Add(new(Type, start, end, 1));
        }
    }

    /// <summary>Where the last "@" before the path is; the start when there is none.</summary>
    private static int UserEnd(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        for (var i = start; i < text.Length && i - start < Longest; i++)
        {
            if (text[i] == '@')
                end = i;
            else if (char.IsWhiteSpace(text[i]) || text[i] is '/' or '"' or '\'' or '<' or '>' or '`' or '\\')
                break;
        }

        return end;
    }
}
