namespace Orchestrator.Privacy;

/// <summary>Addresses of network cards (IEEE 802): six pairs of hex digits with one separator throughout, or three fours with dots.</summary>
internal sealed class MacAddressDetector : IDetector
{
    public string Type => FindingTypes.MacAddress;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 2; at < span.Length; at++)
        {
            var next = span[at..].IndexOfAny(':', '-', '.');
            if (next < 0)
                return;
            at += next;
            var start = Read(span, at, 2, 6, out var end) ? at - 2 : span[at] == '.' && Read(span, at, 4, 3, out end) ? at - 4 : -1;
            if (start < 0)
                continue;
            findings.Add(new(Type, start, end, 0.95));
            at = end;
        }
    }

    private static bool Read(ReadOnlySpan<char> text, int separator, int size, int groups, out int end)
    {
        var start = separator - size;
        end = start + (size * groups) + groups - 1;
        if (start < 0 || end > text.Length || (start > 0 && IsPart(text[start - 1], text[separator])) || (end < text.Length && IsPart(text[end], text[separator])))
            return false;
        var (zeros, ones) = (true, true);
        for (var i = 0; i < end - start; i++)
        {
            var c = text[start + i];
            if (i % (size + 1) == size ? c != text[separator] : !char.IsAsciiHexDigit(c))
                return false;
            zeros &= i % (size + 1) == size || c == '0';
            ones &= i % (size + 1) == size || c is 'F' or 'f';
        }

        return !zeros && !ones;
    }

    private static bool IsPart(char c, char separator) => char.IsLetterOrDigit(c) || (c == separator && c != '.');
}
