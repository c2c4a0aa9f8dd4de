using System.Text;

namespace Orchestrator.Privacy;

/// <summary>Cuts findings out of a text and leaves their types in their places.</summary>
internal static class Placeholders
{
    public static string Replace(string text, IEnumerable<Finding> findings)
    {
        StringBuilder? result = null;
        var kept = 0;
        foreach (var finding in findings)
        {
            result ??= new StringBuilder(text.Length);
            result.Append(text, kept, finding.Start - kept).Append('[').Append(finding.Type).Append(']');
            kept = finding.End;
        }

        return result is null ? text : result.Append(text, kept, text.Length - kept).ToString();
    }
}
