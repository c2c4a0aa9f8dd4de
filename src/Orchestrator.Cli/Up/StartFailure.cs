using System.Text;
using Orchestrator.Cli.Supervision;
using Orchestrator.Cli.Terminal;

namespace Orchestrator.Cli.Up;

/// <summary>Says why a system did not start and what to do.</summary>
internal static class StartFailure
{
    public static string Describe(ChildStartException failure, string data)
    {
        var text = new StringBuilder(failure.Message).AppendLine(". The others are stopped.");
        if (failure.LastLines.Count > 0)
            text.AppendLine("Its last lines:");
        foreach (var line in failure.LastLines)
            text.Append("    ").AppendLine(line);
        text.AppendLine($"The whole log is {failure.Child.LogFile}.");
        text.Append(Advice(string.Join('\n', failure.LastLines), data));
        return text.ToString();
    }

    private static string Advice(string lines, string data) => lines switch
    {
        _ when lines.Contains("address already in use", StringComparison.OrdinalIgnoreCase) =>
            "A port was taken while it started: stop what listens there, or choose others with --port-base.",
        _ when lines.Contains("digest", StringComparison.OrdinalIgnoreCase) =>
            $"A model's file is not the one that its manifest names: restore the models folder beside the program ({Path.Combine(AppContext.BaseDirectory, "models")}), then start again.",
        _ when lines.Contains("is in use by", StringComparison.Ordinal) =>
            "A process of an earlier run still holds its data: it ends within seconds once its parent is gone; otherwise end the process that the message names.",
        _ => $"'{SelfCommand.Text} doctor --data {data}' says more.",
    };
}
