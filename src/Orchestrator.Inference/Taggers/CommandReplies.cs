using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Taggers;

/// <summary>
/// Words for what was understood. A reply never says that something was done: a tool call is handed to the caller, and
/// what a tool reported is quoted as its report.
/// </summary>
internal sealed class CommandReplies
{
    const int LongestQuote = 500;
    readonly TaggerLabels _labels;
    readonly IReadOnlyDictionary<string, string> _phrases;

    public CommandReplies(TaggerLabels labels, TaggerAnswers answers)
    {
        _labels = labels;
        _phrases = answers.Phrases;
    }

    public string NotMine => Phrase("not-mine");

    public string NoTool(TaggerResult result) => Fill(Phrase("no-tool"), result);

    public string MissingArguments(TaggerResult result, ToolChoice choice) => Fill(Phrase("missing-arguments"), result)
        .Replace("{tool}", choice.Tool.Name, StringComparison.Ordinal)
        .Replace("{parameters}", string.Join(", ", choice.Missing), StringComparison.Ordinal);

    public string ToolReport(string tool, FunctionResultContent report)
    {
        var text = report.Exception is null ? Text(report.Result) : "";
        var phrase = report.Exception is not null ? "tool-failed" : text.Length == 0 ? "tool-silent" : "tool-report";
        return Phrase(phrase).Replace("{tool}", tool, StringComparison.Ordinal).Replace("{report}", text, StringComparison.Ordinal);
    }

    string Fill(string phrase, TaggerResult result) => phrase
        .Replace("{intent}", result.Intent, StringComparison.Ordinal)
        .Replace("{words}", _labels.Intents[result.Label].Words, StringComparison.Ordinal)
        .Replace("{slots}", Slots(result.Slots), StringComparison.Ordinal);

    static string Slots(IReadOnlyList<TaggedSlot> slots)
    {
        if (slots.Count == 0)
            return "";
        var text = new StringBuilder(" (");
        foreach (var slot in slots)
            text.Append(text.Length > 2 ? ", " : "").Append(slot.Name.Replace('_', ' ')).Append(": ").Append(slot.Value);
        return text.Append(')').ToString();
    }

    static string Text(object? result)
    {
        var text = result switch
        {
            null => "",
            string s => s,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
            JsonElement json => json.GetRawText(),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            _ => result.ToString() ?? "",
        };
        text = text.Trim();
        return text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");
    }

    string Phrase(string name) => _phrases.TryGetValue(name, out var phrase) ? phrase : "";
}
