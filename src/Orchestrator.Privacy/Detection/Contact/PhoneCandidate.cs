using System.Buffers;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>Digits written as people write telephone numbers: seven to fifteen of them, in groups.</summary>
internal readonly record struct PhoneCandidate
{
    private const int MostDigits = 15;
    private const int MostGroups = 7;

    private static readonly SearchValues<char> DigitsAndSpaces = SearchValues.Create(" 0123456789");
    private static readonly SearchValues<char> Separators = SearchValues.Create(" -./()");
    private static readonly string[] ExtensionMarks = ["extension", "ext.", "ext", "x", "#"];

    private DetectionText Text { get; init; }

    private int First { get; init; }

    private int Last { get; init; }

    public int Start { get; private init; }

    public int End { get; private init; }

    public string Digits { get; private init; }

    public bool Plus { get; private init; }

    public bool HasExtension { get; private init; }

    public int Groups => Last - First + 1;

    public bool OnlySpaces => !Text.Text.AsSpan(Start, End - Start).ContainsAnyExcept(DigitsAndSpaces);

    /// <summary>Whether digits stand just before it, so that it may be the tail of a longer number.</summary>
    public bool FollowsDigits => Start > 1 && char.IsDigit(Text.Text[Start - 2]);

    public bool HasBrackets => Text.Text.AsSpan(Start, End - Start).Contains(')');

    /// <summary>3-3-4 digits with a separator between them, perhaps behind a 1.</summary>
    public bool IsNorthAmericanForm
    {
        get
        {
            var groups = Text.Groups;
            var first = First;
            if (Groups == 4 && groups[first].Length == 1 && Text.Text[groups[first].Start] == '1')
                first++;
            return Last - first == 2 && groups[first].Length == 3 && groups[first + 1].Length == 3 && groups[Last].Length == 4;
        }
    }

    /// <summary>"05.11.2024 10" or "2024-11-05 10".</summary>
    public bool LooksLikeDate
    {
        get
        {
            var groups = Text.Groups;
            if (Groups < 3)
                return false;
            var (a, b, c) = (groups[First].Length, groups[First + 1].Length, groups[First + 2].Length);
            return (a <= 2 && b <= 2 && c == 4 && IsYear(First + 2)) || (a == 4 && b <= 2 && c <= 2 && IsYear(First));
        }
    }

    /// <summary>Reads as many groups as can be one number, from a group that begins one.</summary>
    public static PhoneCandidate? Read(DetectionText text, int first)
    {
        var groups = text.Groups;
        var span = text.Text.AsSpan();
        var start = groups[first].Start;
        var plus = false;
        while (start > 0 && groups[first].Start - start < 3 && (span[start - 1] is '(' or '+' || (span[start - 1] == ' ' && start > 1 && span[start - 2] == '(')))
        {
            start--;
            plus |= span[start] == '+';
        }

        // A number begins after a space or a bracket, not inside of another.
        if (start > 0 && (char.IsLetterOrDigit(span[start - 1]) ? start == groups[first].Start : span[start - 1] is '-' or '.' or '/' or '_' or '$' or '#' or '€' or '£' or '+'))
            return null;

        var (last, count) = (first, groups[first].Length);
        while (last + 1 < groups.Length && last - first + 1 < MostGroups && IsGap(span[groups[last].End..groups[last + 1].Start])
            && count + groups[last + 1].Length <= MostDigits && (plus || groups[last + 1].Length > 1 || span[groups[last + 1].End - 2] == '('))
        {
            last++;
            count += groups[last].Length;
        }

        return count is >= 7 and <= MostDigits ? Longest(text, first, last, start, plus) : null;
    }

    public PhoneCandidate? WithoutLastGroup() =>
        Longest(Text, First, Last - 1, Start, Plus);

    private static PhoneCandidate? Longest(DetectionText text, int first, int last, int start, bool plus)
    {
        for (; last >= first; last--)
        {
            if (Make(text, first, last, start, plus) is { } candidate)
                return candidate;
        }

        return null;
    }

    private static PhoneCandidate? Make(DetectionText text, int first, int last, int start, bool plus)
    {
        var span = text.Text.AsSpan();
        var groups = text.Groups;
        var end = groups[last].End;
        var extended = ExtensionEnd(span, end);
        if (extended == end && end < span.Length && (char.IsLetterOrDigit(span[end]) || span[end] is '%' or '_'))
            return null;
        if (end + 1 < span.Length && span[end] is '-' or '/' or '.' or ',' or ':' && char.IsLetterOrDigit(span[end + 1]) && extended == end)
            return null;

        var digits = new StringBuilder(16);
        for (var i = first; i <= last; i++)
        {
            // "+41 (0)71": the 0 is dialled only at home.
            var trunk = plus && i > first && groups[i].Length == 1 && span[groups[i].Start] == '0' && span[groups[i].Start - 1] == '(';
            if (!trunk)
                digits.Append(span[groups[i].Start..groups[i].End]);
        }

        if (digits.Length < 7)
            return null;
        return new()
        {
            Text = text,
            First = first,
            Last = last,
            Start = start,
            End = extended,
            Digits = digits.ToString(),
            Plus = plus,
            HasExtension = extended > end,
        };
    }

    private static bool IsGap(ReadOnlySpan<char> gap) => gap.Length is >= 1 and <= 3 && !gap.ContainsAnyExcept(Separators);

    private static int ExtensionEnd(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < 2 && text[at] is ' ' or ',')
            at++;
        foreach (var mark in ExtensionMarks)
        {
            if (!text[at..].StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                continue;
            var digits = at + mark.Length;
            if (digits < text.Length && text[digits] is ' ' or ':')
                digits++;
            var stop = digits;
            while (stop < text.Length && stop - digits < 6 && char.IsAsciiDigit(text[stop]))
                stop++;
            if (stop > digits && (stop == text.Length || !char.IsLetterOrDigit(text[stop])))
                return stop;
        }

        return end;
    }

    private bool IsYear(int group) => Text.Text[Text.Groups[group].Start] is '1' or '2' && Text.Groups[group].Length == 4;
}
