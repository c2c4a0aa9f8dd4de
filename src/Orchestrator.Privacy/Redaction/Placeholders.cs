using System.Text;

namespace Orchestrator.Privacy;

/// <summary>Replaces findings in a text.</summary>
internal static class Placeholders
{
    /// <summary>Cuts findings out and leaves their types in their places.</summary>
    public static string Replace(string text, IEnumerable<Finding> findings) =>
        Replace(text, findings, static (finding, _) => Of(finding.Type));

    /// <summary>Puts something in the place of each finding.</summary>
    /// <param name="text">The text.</param>
    /// <param name="findings">In order, none overlapping another.</param>
    /// <param name="standIn">What stands for a finding and its value.</param>
    public static string Replace(string text, IEnumerable<Finding> findings, Func<Finding, string, string> standIn)
    {
        StringBuilder? result = null;
        var kept = 0;
        foreach (var finding in findings)
        {
            result ??= new StringBuilder(text.Length);
            result.Append(text, kept, finding.Start - kept).Append(standIn(finding, text[finding.Start..finding.End]));
            kept = finding.End;
        }

        return result is null ? text : result.Append(text, kept, text.Length - kept).ToString();
    }

    /// <summary>What stands where a value of this type was cut out.</summary>
    public static string Of(string type) => $"[{type}]";
}
