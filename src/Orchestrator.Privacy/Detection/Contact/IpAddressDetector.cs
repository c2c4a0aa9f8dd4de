using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Privacy;

/// <summary>
/// IPv4 and IPv6 addresses, with the length of their prefix when one follows. A bare <c>::</c>, which names nobody, a
/// version number and a clock's time are none.
/// </summary>
internal sealed class IpAddressDetector : IDetector
{
    private const int LongestV6 = 45;
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly ContextWords Unspecified = ContextWords.Of("ipv6,ip,src,dst,bind,listen,unspecified,address,host");
    private static readonly SearchValues<string> Versions = SearchValues.Create(
        ["version", "ver.", "release", "build", "assembly", "section", "oid"], StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.IpAddress;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var start = span[at..].IndexOfAny(Characters);
            if (start < 0)
                return;
            start += at;
            var length = span[start..].IndexOfAnyExcept(Characters);
            var end = length < 0 ? span.Length : start + length;
            DetectIn(text, start, end, findings);
            at = end;
        }
    }

    private void DetectIn(DetectionText text, int start, int end, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        var whole = span[start..end];
        if (whole.Length < 2 || !whole.ContainsAny(':', '.'))
            return;

        if (whole.Count(':') >= 2 && IsOpen(span, start - 1) && (end == span.Length || !char.IsLetterOrDigit(span[end])))
        {
            var (from, to) = (start, end);
            while (to > from && (span[to - 1] == '.' || (span[to - 1] == ':' && span[to - 2] != ':')))
                to--;
            while (to > from && span[from] == ':' && span[from + 1] != ':')
                from++;
            var address = span[from..to];
            if (address is "::" && IsOpen(span, from - 1) && text.Says(Unspecified, from, to, before: 16, after: 0))
            {
                findings.Add(new(Type, from, to, 0.6));
                return;
            }

            if (address.Length is > 2 and <= LongestV6 && address.ContainsAnyInRange('0', '9')
                && IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6)
            {
                findings.Add(new(Type, from, PrefixEnd(span, to, 128), 0.95));
                return;
            }
        }

        DetectV4(text, start, end, findings);
    }

    private void DetectV4(DetectionText text, int start, int end, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var i = start; i < end;)
        {
            if (!char.IsAsciiDigit(span[i]))
            {
                i++;
                continue;
            }

            var stop = i;
            while (stop < end && (char.IsAsciiDigit(span[stop]) || span[stop] == '.'))
                stop++;
            var last = stop;
            while (last > i && span[last - 1] == '.')
                last--;
            if (IsV4(span[i..last]) && IsOpen(span, i - 1) && (i == 0 || span[i - 1] != '.')
                && (last == span.Length || !char.IsLetterOrDigit(span[last])) && !text.HasContext(i, last, Versions, before: 14, after: 0))
            {
                findings.Add(new(Type, i, PrefixEnd(span, last, 32), 0.95));
            }

            i = Math.Max(stop, i + 1);
        }
    }

    private static bool IsOpen(ReadOnlySpan<char> text, int before) => before < 0 || !char.IsLetterOrDigit(text[before]);

    private static bool IsV4(ReadOnlySpan<char> text)
    {
        if (text.Length is < 7 or > 15)
            return false;
        var parts = 0;
        foreach (var part in text.Split('.'))
        {
            var octet = text[part];
            if (octet.Length is 0 or > 3 || int.Parse(octet, NumberStyles.None, CultureInfo.InvariantCulture) > 255)
                return false;
            parts++;
        }

        return parts == 4;
    }

    private static int PrefixEnd(ReadOnlySpan<char> text, int end, int longest)
    {
        if (end == text.Length || text[end] != '/')
            return end;
        var stop = end + 1;
        while (stop < text.Length && stop - end <= 3 && char.IsAsciiDigit(text[stop]))
            stop++;
        return stop > end + 1 && (stop == text.Length || !char.IsLetterOrDigit(text[stop]))
            && int.Parse(text[(end + 1)..stop], NumberStyles.None, CultureInfo.InvariantCulture) <= longest ? stop : end;
    }
}
