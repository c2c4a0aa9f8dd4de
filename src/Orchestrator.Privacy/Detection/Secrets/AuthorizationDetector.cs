using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>Credentials behind the words that HTTP puts before them: <c>Bearer …</c>, <c>Basic …</c> (RFC 7617, 6750).</summary>
internal sealed class AuthorizationDetector : IDetector
{
    private const int Shortest = 12;
    private static readonly SearchValues<string> Schemes = SearchValues.Create(["bearer ", "basic ", "token "], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Header = SearchValues.Create(["authorization", "auth"], StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOfAny(Schemes);
            if (hit < 0)
                return;
            hit += at;
            var start = hit + span[hit..].IndexOf(' ');
            while (start < span.Length && span[start] is ' ' or '"' or '\'')
                start++;
            var end = start;
            while (end < span.Length && (char.IsAsciiLetterOrDigit(span[end]) || span[end] is '-' or '_' or '.' or '=' or '+' or '/' or '~' or ':'))
                end++;
            at = Math.Max(end, hit + 1);

            var value = span[start..end].TrimEnd('.');
            var spoken = text.HasContext(hit, hit, Header, before: 24, after: 0);
            var bearer = span[hit] is 'b' or 'B' && span[hit + 1] is 'e' or 'E';
            if (value.Length >= Shortest && (hit == 0 || !char.IsLetterOrDigit(span[hit - 1])) && (spoken || bearer)
                && value.ContainsAnyInRange('0', '9') && Entropy.Of(value) > 2.8 && !Values.IsPlaceholder(value))
            {
                findings.Add(new(Type, start, start + value.Length, 1));
            }
        }
    }
}
