namespace Orchestrator.Privacy;

/// <summary>The <c>user:password</c> that a command such as curl is given by <c>-u</c> or <c>--user</c>.</summary>
internal sealed class CommandLineDetector : IDetector
{
    private static readonly string[] Options = ["--user", "-u"];

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        if (!span.Contains("curl", StringComparison.OrdinalIgnoreCase) && !span.Contains("wget", StringComparison.OrdinalIgnoreCase))
            return;
        foreach (var option in Options)
        {
            for (var at = 0; at < span.Length;)
            {
                var hit = span[at..].IndexOf(option, StringComparison.Ordinal);
                if (hit < 0)
                    break;
                hit += at;
                at = hit + option.Length;
                if (hit > 0 && char.IsWhiteSpace(span[hit - 1]))
                    Judge(span, at, findings);
            }
        }
    }

    private void Judge(ReadOnlySpan<char> text, int start, ICollection<Finding> findings)
    {
        while (start < text.Length && text[start] is ' ' or '=' or '"' or '\'')
            start++;
        var quote = text[start - 1] is '"' or '\'' ? text[start - 1] : '\0';
        var end = start;
        while (end < text.Length && end - start < 256 && (quote != '\0' ? text[end] != quote : !char.IsWhiteSpace(text[end])))
            end++;
        var colon = text[start..end].IndexOf(':');
        if (colon < 0)
            return;
        var user = text.Slice(start, colon);
        var password = text[(start + colon + 1)..end];
        // curl takes a key alone as "key:".
        var secret = password.IsEmpty ? user : password;
        if (secret.Length >= 5 && !Values.IsPlaceholder(user) && !Values.IsPlaceholder(secret) && secret.ContainsAnyInRange('0', '9'))
            findings.Add(new(Type, start, end, 1));
    }
}
