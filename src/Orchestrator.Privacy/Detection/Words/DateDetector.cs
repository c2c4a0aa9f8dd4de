using System.Collections.Frozen;

namespace Orchestrator.Privacy;

/// <summary>
/// Dates: of digits in the orders that people use, with the name of a month, years by themselves, ISO 8601 with its time.
/// Durations, clock times and "tomorrow" say nothing of a person and are none.
/// </summary>
internal sealed class DateDetector : IDetector
{
    private static readonly FrozenSet<string> Months = (
        "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
        + "januar februar märz maerz mai juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
        + "janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> MonthOf = Months.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly string[] Ordinals = ["st", "nd", "rd", "th"];

    private static readonly ContextWords YearWords = ContextWords.Of(
        "in,since,until,till,year,founded,born,from,of,by,act,between,before,after,during,a,the,circa,around,early,late,summer,winter,spring,fall,autumn,class");

    public string Type => FindingTypes.DateTime;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        var groups = text.Groups;
        for (var i = 0; i < groups.Length; i++)
        {
            var next = TryNumeric(span, groups, i, findings);
            if (next > i)
            {
                i = next - 1;
                continue;
            }

            if (!TryMonth(span, groups, ref i, findings))
                TryYear(text, groups[i], findings);
        }
    }

    /// <summary>2021-05-21, 21.5.2021, 5/21/21, 05/21, 5/2021; gives the group after it.</summary>
    private int TryNumeric(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> groups, int i, ICollection<Finding> findings)
    {
        var start = groups[i].Start;
        if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '/' or '-' or '.' or '$' or '_' or '+' or ','))
            return i;
        if (i + 2 < groups.Length && Gap(text, groups[i], groups[i + 1]) is var mark && mark is '/' or '-' or '.' && Gap(text, groups[i + 1], groups[i + 2]) == mark
            && IsDay(text, groups[i], groups[i + 1], groups[i + 2]))
        {
            var end = TimeEnd(text, groups[i + 2].End, out var used);
            if (IsFree(text, end))
            {
                findings.Add(new(Type, start, end, 0.7));
                var after = i + 3;
                while (used && after < groups.Length && groups[after].Start < end)
                    after++;
                return after;
            }
        }

        if (i + 1 < groups.Length && Gap(text, groups[i], groups[i + 1]) == '/' && IsFree(text, groups[i + 1].End)
            && !(groups[i + 1].End < text.Length && text[groups[i + 1].End] == '/'))
        {
            var (a, b) = (Value(text, groups[i]), Value(text, groups[i + 1]));
            var year = groups[i + 1].Length == 4 && groups[i].Length <= 2 && a is >= 1 and <= 12 && b is >= 1900 and <= 2099;
            var day = groups[i].Length == 2 && groups[i + 1].Length == 2 && ((a is >= 1 and <= 12 && b is >= 1 and <= 31) || (a is >= 1 and <= 31 && b is >= 1 and <= 12));
            if (year || day)
            {
                findings.Add(new(Type, start, groups[i + 1].End, 0.6));
                return i + 2;
            }
        }

        return i;
    }

    private static bool IsDay(ReadOnlySpan<char> text, DigitGroup first, DigitGroup second, DigitGroup third)
    {
        var (a, b, c) = (Value(text, first), Value(text, second), Value(text, third));
        if (first.Length == 4)
            return a is >= 1000 and <= 2999 && second.Length <= 2 && third.Length <= 2 && b is >= 1 and <= 12 && c is >= 1 and <= 31;
        return first.Length <= 2 && second.Length <= 2 && third.Length is 2 or 4 && (third.Length == 2 || c is >= 1000 and <= 2999)
            && ((a is >= 1 and <= 12 && b is >= 1 and <= 31) || (a is >= 1 and <= 31 && b is >= 1 and <= 12))
            && (third.Length == 4 || text[first.End] != '.' || first.Length == 2);
    }

    /// <summary>21 May 2021, May 21st, 2021, 5-MAY-2021, May 2021.</summary>
    private bool TryMonth(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> groups, ref int i, ICollection<Finding> findings)
    {
        var group = groups[i];
        if (group.Length > 4 || (group.Start > 0 && char.IsLetterOrDigit(text[group.Start - 1])))
            return false;
        var value = Value(text, group);
        var isYear = group.Length == 4 && value is >= 1000 and <= 2999;
        if (!isYear && (group.Length > 2 || value is < 1 or > 31))
            return false;

        // The month before it.
        var start = group.Start;
        var gap = start;
        while (gap > 0 && start - gap < 2 && text[gap - 1] is ' ' or '.' or '-' or ',' or '/')
            gap--;
        if (gap > 0 && gap < start && WordBefore(text, gap) is { Length: > 2 } month && MonthOf.Contains(month) && (char.IsUpper(month[0]) || month.Length > 4 || isYear))
        {
            var end = isYear ? group.End : YearEnd(text, OrdinalEnd(text, group.End), groups, ref i);
            findings.Add(new(Type, gap - month.Length, end, 0.75));
            return true;
        }

        // The month after it.
        if (isYear)
            return false;
        var at = OrdinalEnd(text, group.End);
        var word = at;
        while (word < text.Length && word - at < 2 && text[word] is ' ' or '.' or '-')
            word++;
        if (text[word..].StartsWith("of ", StringComparison.OrdinalIgnoreCase) || text[word..].StartsWith("de ", StringComparison.OrdinalIgnoreCase))
            word += 3;
        var stop = word;
        while (stop < text.Length && char.IsLetter(text[stop]))
            stop++;
        if (word == at || stop - word < 3 || !MonthOf.Contains(text[word..stop]) || text[word..stop].Equals("may", StringComparison.Ordinal) || text[word..stop].Equals("mars", StringComparison.Ordinal))
            return false;
        findings.Add(new(Type, start, YearEnd(text, stop, groups, ref i), 0.75));
        return true;
    }

    /// <summary>"in 1977", "a 2017 film"; a number of four digits after a currency, before a unit, or in an address is none.</summary>
    private void TryYear(DetectionText text, DigitGroup group, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        if (group.Length != 4 || Value(span, group) is < 1900 or > 2059 || group.Joined && group.Start > 1 && !char.IsWhiteSpace(span[group.Start - 1]))
            return;
        var (start, end) = (group.Start, group.End);
        if (start > 0 && (char.IsLetterOrDigit(span[start - 1]) || span[start - 1] is '.' or '/' or '-' or '#' or '$' or '_'))
            return;
        if (end < span.Length && (char.IsLetterOrDigit(span[end]) || (span[end] is '.' or ',' or ':' or '-' or '/' or '_' && end + 1 < span.Length && char.IsLetterOrDigit(span[end + 1]))))
            return;
        var before = start;
        while (before > 0 && span[before - 1] == ' ')
            before--;
        if (before == 0 ? text.StandsAlone(start, end) : YearWords.AreIn(WordBefore(span, before)))
            findings.Add(new(Type, start, end, 0.55));
    }

    private static int YearEnd(ReadOnlySpan<char> text, int end, ReadOnlySpan<DigitGroup> groups, ref int i)
    {
        if (i + 1 >= groups.Length || groups[i + 1].Length is not (2 or 4) || groups[i + 1].Start - end is < 1 or > 3)
            return end;
        var gap = text[end..groups[i + 1].Start];
        if (gap.ContainsAnyExcept(" ,.-/") || (groups[i + 1].Length == 2 && !gap.SequenceEqual("-")) || !IsFree(text, groups[i + 1].End))
            return end;
        if (groups[i + 1].Length == 4 && Value(text, groups[i + 1]) is < 1000 or > 2999)
            return end;
        i++;
        return groups[i].End;
    }

    private static int OrdinalEnd(ReadOnlySpan<char> text, int end)
    {
        foreach (var ordinal in Ordinals)
        {
            if (text[end..].StartsWith(ordinal, StringComparison.OrdinalIgnoreCase) && IsFree(text, end + 2))
                return end + 2;
        }

        return end;
    }

    /// <summary>The end of "T14:30:00.123+02:00" or " 23:08:55" behind a date.</summary>
    private static int TimeEnd(ReadOnlySpan<char> text, int end, out bool used)
    {
        used = false;
        var at = end;
        if (at >= text.Length || text[at] is not ('T' or 't' or ' '))
            return end;
        at++;
        if (at + 5 > text.Length || !char.IsAsciiDigit(text[at]) || !char.IsAsciiDigit(text[at + 1]) || text[at + 2] != ':' || !char.IsAsciiDigit(text[at + 3]) || !char.IsAsciiDigit(text[at + 4]))
            return end;
        at += 5;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] is ':' or '.' or '+' or '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
            at++;
        if (at < text.Length && text[at] is 'Z' or 'z')
            at++;
        used = true;
        return at;
    }

    private static char Gap(ReadOnlySpan<char> text, DigitGroup a, DigitGroup b) => b.Start - a.End == 1 ? text[a.End] : '\0';

    private static bool IsFree(ReadOnlySpan<char> text, int end) =>
        end >= text.Length || !(char.IsLetterOrDigit(text[end]) || (text[end] is '-' or '/' or '.' && end + 1 < text.Length && char.IsDigit(text[end + 1])));

    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> text, int end)
    {
        var start = end;
        while (start > 0 && end - start < 20 && char.IsLetter(text[start - 1]))
            start--;
        return text[start..end];
    }

    private static int Value(ReadOnlySpan<char> text, DigitGroup group)
    {
        var value = 0;
        for (var i = group.Start; i < Math.Min(group.End, group.Start + 6); i++)
            value = (value * 10) + text[i] - '0';
        return value;
    }
}
