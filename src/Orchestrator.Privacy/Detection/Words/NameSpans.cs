using System.Buffers;
using System.Runtime.InteropServices;

namespace Orchestrator.Privacy;

/// <summary>Makes findings of tags: cuts off what cannot be part of a name, and joins the parts of an address.</summary>
internal static class NameSpans
{
    /// <summary>How much of a lead is full certainty; the scale of the table.</summary>
    private const double FullLead = 2000;

    private static readonly SearchValues<char> Gaps = SearchValues.Create(" ,.\r\n\t");
    // What quotes and lists put before each line.
    private static readonly SearchValues<char> LineGaps = SearchValues.Create(" ,.\r\n\t?>*|#-");
    private static readonly SearchValues<char> Ends = SearchValues.Create("!?:;");
    private static readonly string[] Loose = ["and", "or", "of", "in", "at", "the", "to", "for", "on", "with", "is", "was"];

    public static void Collect(string text, ReadOnlySpan<Token> tokens, ReadOnlySpan<byte> tags, ReadOnlySpan<short> leads, ICollection<Finding> findings)
    {
        List<Finding>? parts = null;
        var lower = NameTagger.IsLower(tokens);
        for (var i = 0; i < tokens.Length;)
        {
            if (tags[i] == NameTags.Nothing)
            {
                i++;
                continue;
            }

            var (first, type) = (i, NameTags.TypeOf(tags[i]));
            i++;
            while (i < tokens.Length && tags[i] == NameTags.Inside(type))
                i++;
            var (from, to) = Trim(text, tokens, first, i);
            if (from == to || (lower && tokens.Length == 1) || (NameTags.Types[type] == FindingTypes.Age && !IsAge(text, tokens, from, to)) || !IsPlausible(text, tokens[from..to], NameTags.Types[type]) || (!lower && IsSmall(text.AsSpan(tokens[from].Start, tokens[to - 1].End - tokens[from].Start), NameTags.Types[type])))
                continue;
            var score = Math.Round(0.5 + (0.4 * Math.Clamp(leads[first] / FullLead, 0, 1)), 2);
            (parts ??= []).Add(new(NameTags.Types[type], tokens[from].Start, tokens[to - 1].End, score));
        }

        if (parts is null)
            return;
        Repeat(text, tokens, parts);
        Join(text, parts);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Type != FindingTypes.StreetAddress || IsStreet(text, parts, i))
                findings.Add(parts[i]);
        }
    }

    /// <summary>Leaves marks and loose words at both ends out; a dot after a short word ("Mr.", "St.") stays.</summary>
    private static (int From, int To) Trim(string text, ReadOnlySpan<Token> tokens, int from, int to)
    {
        while (from < to && !IsWordOrNumber(text, tokens[from]))
            from++;
        while (to > from)
        {
            var last = tokens[to - 1];
            var dot = text[last.Start] == '.' && to - 1 > from && tokens[to - 2].End - tokens[to - 2].Start <= 4 && IsWordOrNumber(text, tokens[to - 2]) && !char.IsDigit(text[last.Start - 1]);
            if (dot || (IsWordOrNumber(text, last) && !IsLoose(text, last)) || (text[last.Start] == ')' && text.AsSpan(tokens[from].Start, last.Start - tokens[from].Start).Contains('(')))
                break;
            to--;
        }

        return (from, to);
    }

    private static bool IsWordOrNumber(string text, in Token token) => char.IsLetterOrDigit(text[token.Start]);

    private static bool IsLoose(string text, in Token token)
    {
        foreach (var word in Loose)
        {
            if (text.AsSpan(token.Start, token.End - token.Start).SequenceEqual(word))
                return true;
        }

        return false;
    }

    private static bool IsPlausible(string text, ReadOnlySpan<Token> tokens, string type)
    {
        var value = text.AsSpan(tokens[0].Start, tokens[^1].End - tokens[0].Start);
        return type switch
        {
            FindingTypes.Age => char.IsDigit(value[0]) ? value.Length <= 3 && int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) is > 0 and < 125 && (tokens[0].Start == 0 || text[tokens[0].Start - 1] is not ('#' or '.' or '$' or '/')) : value.Length > 2,
            FindingTypes.Nrp => value.Length > 3 && (char.IsUpper(value[0]) || tokens[0].Class == WordClass.Nation),
            FindingTypes.Location => value.Length > 1 && HasLetter(value) && !(value.Length <= 3 && char.IsUpper(value[^1]) && tokens[0].Class == WordClass.None),
            FindingTypes.Person or FindingTypes.Organization => value.Length > 1 && HasLetter(value),
            _ => true,
        };
    }

    /// <summary>A number is an age beside a word for one, behind "is" or "am", or between the commas or brackets behind a name.</summary>
    private static bool IsAge(string text, ReadOnlySpan<Token> tokens, int from, int to)
    {
        for (var i = Math.Max(0, from - 3); i < Math.Min(tokens.Length, to + 4); i++)
        {
            if (tokens[i].Class == WordClass.Aging)
                return true;
        }

        if (to < tokens.Length && text.AsSpan(tokens[to].Start) is var rest && (rest.StartsWith("y/o", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("y.o", StringComparison.OrdinalIgnoreCase)))
            return true;
        if (from == 0)
            return to == tokens.Length;
        var before = text.AsSpan(tokens[from - 1].Start, tokens[from - 1].End - tokens[from - 1].Start);
        var after = to < tokens.Length ? text[tokens[to].Start] : '\0';
        return before is "is" or "am" or "m" or "was" or "At" or "at" or "be" ? after is '.' or ',' or '!' or '\0' or ';' || char.IsLetter(after) && text.AsSpan(tokens[to].Start).StartsWith("and")
            : (before is "," && after is ',' or '\0') || (before is "(" && after == ')') || (before is ":" && tokens[from - 1].LineWord == tokens[from].LineWord && after is '\0' or '\n');
    }

    /// <summary>Whether a name has no capital where its text has some elsewhere; scripts without capitals have no small letters either.</summary>
    private static bool IsSmall(ReadOnlySpan<char> value, string type)
    {
        if (type is not (FindingTypes.Person or FindingTypes.Location or FindingTypes.Organization or FindingTypes.Title) || (type == FindingTypes.Title && value.Length > 4))
            return false;
        var small = false;
        foreach (var c in value)
        {
            if (char.IsUpper(c))
                return false;
            small |= char.IsLower(c);
        }

        return small;
    }

    /// <summary>A street has a number or a word for one; a number alone is one only beside other parts of an address.</summary>
    private static bool IsStreet(string text, List<Finding> parts, int at)
    {
        var part = parts[at];
        var value = text.AsSpan(part.Start, part.End - part.Start);
        var beside = (at > 0 && part.Start - parts[at - 1].End <= 8) || (at + 1 < parts.Count && parts[at + 1].Start - part.End <= 8);
        if (!HasLetter(value))
            return beside && value.Length < 12;
        return value.ContainsAnyInRange('0', '9') || beside || HasStreetWord(value);
    }

    private static bool HasStreetWord(ReadOnlySpan<char> value)
    {
        var words = 0;
        var street = false;
        foreach (var range in value.Split(' '))
        {
            words++;
            var word = value[range].TrimEnd(".,");
            street |= WordClass.Of(word) == WordClass.Street || (word.Length > 6 && char.IsUpper(word[0]) && (word.EndsWith("strasse") || word.EndsWith("straße") || word.EndsWith("gatan") || word.EndsWith("vägen") || word.EndsWith("straat") || word.EndsWith("katu")));
        }

        return street && (words > 1 || value.Length > 6) && value.ContainsAnyInRange('A', 'Z');
    }

    private static bool HasLetter(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
        {
            if (char.IsLetter(c))
                return true;
        }

        return false;
    }

    /// <summary>
    /// An address within a sentence, or behind a line such as "Address:", is one thing; one that stands in lines of its own, as on
    /// an envelope, stays in its parts.
    /// </summary>
    private static void Join(string text, List<Finding> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (!IsAddress(parts[i].Type))
                continue;
            var last = i;
            var street = parts[i].Type == FindingTypes.StreetAddress;
            for (var next = NextPart(text, parts, last); next > last; next = NextPart(text, parts, last))
            {
                last = next;
                street |= parts[last].Type == FindingTypes.StreetAddress;
            }

            if (!street)
                continue;
            var envelope = IsEnvelope(text, parts[i].Start) && text.AsSpan(parts[i].Start, parts[last].End - parts[i].Start).Contains('\n');
            if (envelope)
            {
                i = Part(text, parts, i, last);
            }
            else if (last > i)
            {
                var score = CollectionsMarshal.AsSpan(parts)[i..(last + 1)][0].Score;
                parts[i] = new(FindingTypes.StreetAddress, parts[i].Start, CodeEnd(text, parts[last].End), score);
                parts.RemoveRange(i + 1, last - i);
            }
        }
    }

    /// <summary>
    /// A person, company or place that is named once is the same where a part of the name stands again, however little that
    /// place says of it.
    /// </summary>
    private static void Repeat(string text, ReadOnlySpan<Token> tokens, List<Finding> parts)
    {
        Dictionary<uint, string>? names = null;
        var part = 0;
        foreach (ref readonly var token in tokens)
        {
            while (part < parts.Count && parts[part].End <= token.Start)
                part++;
            if (part == parts.Count)
                break;
            if (token.Start >= parts[part].Start && IsName(text, token) && parts[part].Type is FindingTypes.Person or FindingTypes.Organization or FindingTypes.Location)
                (names ??= []).TryAdd(token.Word, parts[part].Type);
        }

        if (names is null)
            return;
        var known = parts.Count;
        part = 0;
        foreach (ref readonly var token in tokens)
        {
            while (part < known && parts[part].End <= token.Start)
                part++;
            if (!token.Taken && (part == known || token.End <= parts[part].Start) && IsName(text, token) && names.TryGetValue(token.Word, out var type))
                parts.Add(new(type, token.Start, token.End, 0.6));
        }

        if (parts.Count > known)
            parts.Sort(static (a, b) => a.Start.CompareTo(b.Start));
    }

    private static bool IsName(string text, in Token token) =>
        token.End - token.Start > 3 && token.Class == WordClass.None && char.IsUpper(text[token.Start]) && char.IsLower(text[token.Start + 1]);

    private static bool IsAddress(string type) => type is FindingTypes.StreetAddress or FindingTypes.Location;

    /// <summary>The next part of the same address, or one behind something short in it that was taken for something else.</summary>
    private static int NextPart(string text, List<Finding> parts, int last)
    {
        for (var next = last + 1; next < parts.Count && next <= last + 3; next++)
        {
            var between = text.AsSpan(parts[last].End, parts[next].Start - parts[last].End);
            if (between.Length > (next == last + 1 ? 6 : 20) || (!between.Contains('\n') && between.ContainsAny(Ends)))
                return last;
            if (next == last + 1 ? IsAddress(parts[next].Type) && IsGap(between) : parts[next].Type == FindingTypes.StreetAddress && parts[last].Type == FindingTypes.StreetAddress)
                return next;
        }

        return last;
    }

    /// <summary>Takes the postal code behind an address with it: ", PA 31842".</summary>
    private static int CodeEnd(string text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < 4 && text[at] is ' ' or ',' or '\n')
            at++;
        var state = at;
        while (state < text.Length && char.IsAsciiLetterUpper(text[state]))
            state++;
        if (state - at is 2 or 3 && state < text.Length && text[state] is ' ' or '\n')
            at = state + 1;
        while (at < text.Length && text[at] == ' ')
            at++;
        var stop = at;
        while (stop < text.Length && char.IsAsciiDigit(text[stop]))
            stop++;
        return stop - at is >= 4 and <= 6 && (stop == text.Length || !char.IsLetterOrDigit(text[stop])) ? stop : end;
    }

    private static bool IsGap(ReadOnlySpan<char> gap) => gap.Length <= 6 && !gap.ContainsAnyExcept(gap.Contains('\n') ? LineGaps : Gaps);

    /// <summary>Whether only marks stand before it in its line, and the line before does not announce it.</summary>
    private static bool IsEnvelope(string text, int start)
    {
        var at = start;
        while (at > 0 && text[at - 1] is not '\n')
        {
            at--;
            if (char.IsLetterOrDigit(text[at]))
                return false;
        }

        while (at > 0 && char.IsWhiteSpace(text[at - 1]))
            at--;
        return at == 0 || text[at - 1] != ':';
    }

    /// <summary>Cuts an envelope's parts at line ends, and a house's number from a street that has one of its own; gives the last.</summary>
    private static int Part(string text, List<Finding> parts, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            var part = parts[i];
            var value = text.AsSpan(part.Start, part.End - part.Start);
            var line = value.IndexOf('\n');
            var number = part.Type != FindingTypes.StreetAddress ? -1 : value.IndexOfAnyExceptInRange('0', '9');
            var cut = line > 0 ? line
                : number > 0 && value[number] == ' ' && (char.IsDigit(value[^1]) || char.IsDigit(value[number + 1])) && value.Length > number + 3 ? number : -1;
            if (cut <= 0)
                continue;
            var rest = part.Start + cut;
            while (rest < part.End && !char.IsLetterOrDigit(text[rest]))
                rest++;
            var end = part.Start + cut;
            while (end > part.Start && !char.IsLetterOrDigit(text[end - 1]) && text[end - 1] != '.')
                end--;
            if (rest >= part.End || end <= part.Start)
                continue;
            parts[i] = part with { End = end };
            parts.Insert(i + 1, part with { Start = rest });
            last++;
        }

        return last;
    }
}
