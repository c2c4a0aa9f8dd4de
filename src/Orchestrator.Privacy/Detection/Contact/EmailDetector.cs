namespace Orchestrator.Privacy;

/// <summary>E-mail addresses (RFC 5321 lengths; local parts and domains in any script).</summary>
internal sealed class EmailDetector : IDetector
{
    private const int LongestLocal = 64;
    private const int LongestDomain = 255;
    private const string LocalMarks = ".!#$%&'*+-/=?^_`{|}~";

    // "icon@2x.png" is a file.
    private static readonly string[] FileEndings = ["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "ts"];

    public string Type => FindingTypes.Email;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = span.IndexOf('@'); at >= 0;)
        {
            var start = LocalStart(span, at);
            var end = DomainEnd(span, at + 1);
            if (start < at && end > 0)
                findings.Add(new(Type, start, end, 1));
            var next = span[(at + 1)..].IndexOf('@');
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    private static int LocalStart(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestLocal && IsLocal(text[start - 1]))
            start--;
        while (start < at && !char.IsLetterOrDigit(text[start]) && text[start] != '_')
            start++;
        return start;
    }

    /// <summary>The end of a domain with at least two labels, the last of letters; 0 when there is none.</summary>
    private static int DomainEnd(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < LongestDomain && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            end++;

        // A sentence's full stop, or ".1" of "me@example.com.1", is no part of the name.
        while (end > start)
        {
            var dot = text[start..end].LastIndexOf('.');
            if (dot <= 0)
                return 0;
            var top = text[(start + dot + 1)..end].TrimEnd('-');
            if (text[start + dot - 1] != '.' && IsTop(top))
                return IsFile(top) ? 0 : start + dot + 1 + top.Length;
            end = start + dot;
        }

        return 0;
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || (c < 0x80 && LocalMarks.Contains(c, StringComparison.Ordinal));

    private static bool IsTop(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
            return label.Length > 4;
        foreach (var c in label)
        {
            if (!char.IsLetter(c))
                return false;
        }

        return label.Length >= 2;
    }

    private static bool IsFile(ReadOnlySpan<char> top)
    {
        foreach (var ending in FileEndings)
        {
            if (top.Equals(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
