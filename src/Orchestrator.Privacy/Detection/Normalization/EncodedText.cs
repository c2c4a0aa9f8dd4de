using System.Buffers;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// Runs of base64 (RFC 4648, either alphabet) and hex that hold text, also where a name or a path is joined to them by a mark that the
/// alphabet has as well, and hex behind <c>0x</c>. What decodes to anything but printable text is none. The work is bounded by the text's
/// length.
/// </summary>
internal static class EncodedText
{
    /// <summary>The shortest run that can hold something worth finding.</summary>
    public const int Shortest = 16;

    private const int Longest = 1 << 20;

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
            if (TryRun(text, continues: start == from && start > 0 && Alphabet.Contains(text[start - 1]), ref start, ref end, out decoded))
                return true;
        }

        return false;
    }

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
        if (part.Length is < Shortest or > Longest || !LooksEncoded(part))
            return false;
        if (!(!part.ContainsAnyExcept(Hex) && TryHex(part, out decoded)) && !TryBase64(part, out decoded))
            return false;
        (start, end) = (from, to);
        while (end < text.Length && end - to < 2 && text[end] == '=')
            end++;
        return true;
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
