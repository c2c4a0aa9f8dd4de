using System.Globalization;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Taggers;

/// <summary>What a tagger does on texts held out from training, measured through the runtime that ships.</summary>
internal sealed record TaggerReport
{
    public required IReadOnlyList<SetScore> Sets { get; init; }

    /// <summary>The same texts without capitals.</summary>
    public required IReadOnlyList<SetScore> Small { get; init; }

    public required IReadOnlyList<StrangerScore> Strangers { get; init; }

    public required double OwnPrecision { get; init; }

    public required double OwnRecall { get; init; }

    public required double NotMinePrecision { get; init; }

    public required double NotMineRecall { get; init; }

    public required TaggerCalibration Calibration { get; init; }

    public required double Threshold { get; init; }

    /// <summary>Median for a text of 8 to 16 words.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>Median for a text of 20 to 28 words.</summary>
    public required double LongMilliseconds { get; init; }

    public required long Bytes { get; init; }

    public IEnumerable<string> Lines(bool slots)
    {
        yield return slots ? "| held-out set | texts | intent | meaning | slot F1 | exact | meaning right and taken as its own |" : "| held-out set | texts | intent | meaning | meaning right and taken as its own |";
        yield return slots ? "|---|---|---|---|---|---|---|" : "|---|---|---|---|---|";
        foreach (var s in Sets)
        {
            yield return slots
                ? Text($"| {s.Name} | {s.Count} | {s.Intent:P1} | {s.Group:P1} | {s.SlotF1:F3} | {s.Exact:P1} | {s.Taken:P1} |")
                : Text($"| {s.Name} | {s.Count} | {s.Intent:P1} | {s.Group:P1} | {s.Taken:P1} |");
        }

        if (slots)
        {
            yield return "";
            yield return $"Exact when the same texts are written without capitals: {string.Join("; ", Small.Select(s => Text($"{s.Name} {s.Exact:P1}")))}.";
        }

        yield return "";
        yield return "| texts that are not the model's | texts | declined |";
        yield return "|---|---|---|";
        foreach (var s in Strangers)
            yield return Text($"| {s.Name} | {s.Count} | {s.Declined:P1} |");
        yield return "";
        yield return Text($"Its own texts taken as its own: {OwnRecall:P1} of them, and {OwnPrecision:P1} of what it takes is its own. \"Not mine\": precision {NotMinePrecision:P1}, recall {NotMineRecall:P1} (threshold {Threshold:F2}).");
        yield return "";
        yield return "Reliability, on held-out texts that neither training nor calibration saw (own texts and strangers together; right = its own and the intent's group right):";
        yield return "";
        yield return "| confidence | texts | promised | true |";
        yield return "|---|---|---|---|";
        foreach (var b in Calibration.Reliability)
            yield return Text($"| {b.From:F1} to {b.To:F1} | {b.Count} | {b.Confidence:F3} | {b.Accuracy:F3} |");
        yield return "";
        yield return Text($"Expected calibration error {Calibration.ExpectedCalibrationError:F3}. All files of the model together {Bytes / 1e6:F2} MB. Time for one text, one thread, hashing included, fastest of five runs on two shared cores of a cloud machine: median {Milliseconds:F2} ms for 8 to 16 words, {LongMilliseconds:F2} ms for 20 to 28.");
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture).Replace(" %", "%", StringComparison.Ordinal);
}

internal sealed record SetScore(string Name, int Count, double Intent, double Group, double SlotF1, double Exact, double Taken);

internal sealed record StrangerScore(string Name, int Count, double Declined);
