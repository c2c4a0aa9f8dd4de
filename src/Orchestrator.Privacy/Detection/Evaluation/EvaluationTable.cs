using System.Globalization;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>Writes an evaluation as a table of text.</summary>
public static class EvaluationTable
{
    /// <summary>The table, a line a type, then all together and the characters.</summary>
    /// <param name="evaluation">What was measured.</param>
    public static string Of(SpanEvaluation evaluation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"type",-26}{"marked",8}{"recall",9}{"found",8}{"precision",11}{"F2",8}\n");
        foreach (var (type, measure) in evaluation.Types.Append(new("all", evaluation.Overall)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{type,-26}{measure.Marked,8}");
            text.Append(measure.Marked == 0 ? $"{"-",9}" : string.Create(CultureInfo.InvariantCulture, $"{measure.Recall,9:0.000}"));
            text.Append(CultureInfo.InvariantCulture, $"{measure.Findings,8}");
            text.Append(measure.Findings == 0 ? $"{"-",11}" : string.Create(CultureInfo.InvariantCulture, $"{measure.Precision,11:0.000}"));
            text.Append(measure.Marked == 0 || measure.Findings == 0 ? $"{"-",8}\n" : string.Create(CultureInfo.InvariantCulture, $"{measure.F2,8:0.000}\n"));
        }

        text.Append(CultureInfo.InvariantCulture, $"leaked characters {Part(evaluation.LeakedCharacters, evaluation.SensitiveCharacters):0.00} %, over-redacted {Part(evaluation.OverRedactedCharacters, evaluation.CleanCharacters):0.00} % of clean ones");
        return text.ToString();
    }

    /// <summary>The table of topics, a line each, then the texts without one.</summary>
    /// <param name="evaluation">What was measured.</param>
    public static string Of(TopicEvaluation evaluation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"topic",-26}{"texts",8}{"recall",9}{"found",8}{"precision",11}\n");
        foreach (var (topic, measure) in evaluation.Topics)
            text.Append(CultureInfo.InvariantCulture, $"{topic,-26}{measure.Marked,8}{measure.Recall,9:0.000}{measure.Findings,8}{measure.Precision,11:0.000}\n");
        text.Append(CultureInfo.InvariantCulture, $"a topic was found in {evaluation.FoundInVain} of {evaluation.Clean} texts without one");
        return text.ToString();
    }

    private static double Part(long part, long whole) => whole == 0 ? 0 : 100.0 * part / whole;
}
