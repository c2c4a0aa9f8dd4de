using System.Buffers;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// Runs of base64 (RFC 4648, either alphabet) and hex that hold text, also where a name or a path is joined to them by a mark that the
/// alphabet has as well, hex behind <c>0x</c>, and lines as MIME and PEM break them. What decodes to anything but printable text is none. The work is bounded by the text's
/// length.
/// </summary>
internal static class EncodedText
{
    /// <summary>The shortest run that can hold something worth finding.</summary>
    public const int Shortest = 16;

    private const int Longest = 1 << 20;

    // RFC 7468 and RFC 2045.
    private const int PemWidth = 64, MimeWidth = 76;

    // So often the rest of a run is tried behind a mark in it; what stands between two marks is tried each time.
    private const int MostMarks = 8;
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");
    private static readonly SearchValues<char> Marks = SearchValues.Create("+/-_");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Finds the next run at or after a place that holds text; gives where it is and what it holds.</summary>
    public static bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end, out string decoded)
    {
        (start, end, decoded) = (0, 0, "");
        for (var at = from; at < text.Length;)
        {
            var hit = text[at..].IndexOfAny(Alphabet);
            if (hit < 0)
                return false;
            start = at + hit;
            var length = text[start..].IndexOfAnyExcept(Alphabet);
            end = length < 0 ? text.Length : start + length;
            at = end;
            if (TryLines(text, start, ref end, out decoded))
                return true;
            if (TryRun(text, continues: start == from && start > 0 && Alphabet.Contains(text[start - 1]), ref start, ref end, out decoded))
                return true;
        }

        return false;
    }

    /// <summary>A run that is the first of lines that are all as long as it, but for the last, which may be shorter.</summary>
    private static bool TryLines(ReadOnlySpan<char> text, int from, ref int end, out string decoded)
    {
        decoded = "";
        var width = end - from;
        if (width is not (PemWidth or MimeWidth) || FollowsLine(text[..from], width))
            return false;
        var joined = new StringBuilder().Append(text[from..end]);
        var last = end;
        while (BreakAt(text, last) is > 0 and var lineBreak)
        {
            var line = text[(last + lineBreak)..];
            line = line[..Math.Min(line.Length, width + 1)];
            var length = line.IndexOfAnyExcept(Alphabet) is >= 0 and var other ? other : line.Length;
            if (length > width)
                break;
            joined.Append(line[..length]);
            if (length < width)
            {
                if (length > 0 && TryDecode(joined.ToString(), out decoded))
                {
                    end = PastPadding(text, last + lineBreak + length);
                    return true;
                }

                // It was no part of them, such as a word below them.
                joined.Length -= length;
                break;
            }

            last += lineBreak + length;
        }

        if (last == end || !TryDecode(joined.ToString(), out decoded))
            return false;
        end = PastPadding(text, last);
        return true;
    }

    /// <summary>Whether such a line stands right before: lines are tried from their first only, once.</summary>
    private static bool FollowsLine(ReadOnlySpan<char> before, int width)
    {
        var lineBreak = before.EndsWith("\r\n") ? 2 : before.EndsWith("\n") ? 1 : 0;
        before = before[..^lineBreak];
        return lineBreak > 0 && before.Length >= width && !before[^width..].ContainsAnyExcept(Alphabet)
            && (before.Length == width || !Alphabet.Contains(before[^(width + 1)]));
    }

    private static int BreakAt(ReadOnlySpan<char> text, int at) => text[at..].StartsWith("\r\n") ? 2 : text[at..].StartsWith("\n") ? 1 : 0;

    /// <summary>The whole run; or, as paths and names are joined to it, what stands between two marks or behind one.</summary>
    private static bool TryRun(ReadOnlySpan<char> text, bool continues, ref int start, ref int end, out string decoded)
    {
        var (from, to) = (start, end);
        if (!continues && TryPart(text, from, to, ref start, ref end, out decoded))
            return true;
        var marks = 0;
        for (var at = from; at < to;)
        {
            var mark = text[at..to].IndexOfAny(Marks);
            if ((mark >= 0 || at > from) && TryPart(text, at, mark < 0 ? to : at + mark, ref start, ref end, out decoded))
                return true;
            if (mark < 0)
                break;
            at += mark + 1;
            if (!continues && marks++ < MostMarks && TryPart(text, at, to, ref start, ref end, out decoded))
                return true;
        }

        decoded = "";
        return false;
    }

    private static bool TryPart(ReadOnlySpan<char> text, int from, int to, ref int start, ref int end, out string decoded)
    {
        decoded = "";
        var part = text[from..to];
        if (part.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            part = part[2..];
        if (!TryDecode(part, out decoded))
            return false;
        (start, end) = (from, PastPadding(text, to));
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<char> run, out string decoded)
    {
        decoded = "";
        return run.Length is >= Shortest and <= Longest && LooksEncoded(run)
            && ((!run.ContainsAnyExcept(Hex) && TryHex(run, out decoded)) || TryBase64(run, out decoded));
    }

    private static int PastPadding(ReadOnlySpan<char> text, int to)
    {
        var end = to;
        while (end < text.Length && end - to < 2 && text[end] == '=')
            end++;
        return end;
    }

    /// <summary>Long words in small letters and long numbers are no encoded texts.</summary>
    private static bool LooksEncoded(ReadOnlySpan<char> run)
    {
        var (upper, lower, digit) = (run.ContainsAnyInRange('A', 'Z'), run.ContainsAnyInRange('a', 'z'), run.ContainsAnyInRange('0', '9'));
        return (upper && lower) || (digit && !run.ContainsAnyExcept(Hex));
    }

    private static bool TryHex(ReadOnlySpan<char> run, out string decoded)
    {
        decoded = "";
        run = run[(run.Length % 2)..];
        var bytes = new byte[run.Length / 2];
        return Convert.FromHexString(run, bytes, out _, out var written) == OperationStatus.Done && IsText(bytes.AsSpan(0, written), out decoded);
    }

    private static bool TryBase64(ReadOnlySpan<char> run, out string decoded)
    {
        decoded = "";
        var padded = ArrayPool<char>.Shared.Rent(run.Length + 3);
        try
        {
            // A run may begin or end with characters that only happen to stand beside it; the whole groups of four are what counts.
            var length = run.Length % 4 == 1 ? run.Length - 1 : run.Length;
            run[..length].CopyTo(padded);
            padded.AsSpan(0, length).Replace('-', '+');
            padded.AsSpan(0, length).Replace('_', '/');
            while (length % 4 != 0)
                padded[length++] = '=';
            var bytes = new byte[length / 4 * 3];
            return Convert.TryFromBase64Chars(padded.AsSpan(0, length), bytes, out var written) && IsText(bytes.AsSpan(0, written), out decoded);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(padded, clearArray: true);
        }
    }

    private static bool IsText(ReadOnlySpan<byte> bytes, out string decoded)
    {
        decoded = "";
        foreach (var b in bytes)
        {
            if (b < 0x20 && b is not (9 or 10 or 13))
                return false;
        }

        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            return false;
        decoded = Encoding.UTF8.GetString(bytes);
        return true;
    }
}
