namespace Orchestrator.Privacy;

/// <summary>Digit groups of given lengths, parted by one and the same space, dash or dot, that stand by themselves.</summary>
internal static class GroupShape
{
    /// <summary>Whether the groups from <paramref name="first"/> on have this shape; gives where they end.</summary>
    public static bool Matches(DetectionText text, int first, ReadOnlySpan<int> shape, out int end)
    {
        end = 0;
        var groups = text.Groups;
        var last = first + shape.Length - 1;
        if (last >= groups.Length || !IsLoose(text, first))
            return false;
        var separator = shape.Length > 1 ? text.Text[groups[first].End] : '\0';
        for (var i = 0; i < shape.Length; i++)
        {
            var group = groups[first + i];
            if (group.Length != shape[i] || (i > 0 && (group.Start - groups[first + i - 1].End != 1 || text.Text[group.Start - 1] != separator)))
                return false;
        }

        end = groups[last].End;
        return (shape.Length == 1 || separator is ' ' or '-' or '.') && text.IsBounded(groups[first].Start, end)
            && (last + 1 == groups.Length || IsLoose(text, last + 1));
    }

    /// <summary>Whether the group does not continue a number: "123-45-6789-01" is one thing, "123 45" may be two.</summary>
    private static bool IsLoose(DetectionText text, int group)
    {
        var groups = text.Groups;
        return group == 0 || !groups[group].Joined || char.IsWhiteSpace(text.Text[groups[group].Start - 1])
            || groups[group].Start - groups[group - 1].End > 1;
    }
}
