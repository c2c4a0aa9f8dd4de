using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>
/// Rewrites a request for zones that may not read all of it: cuts out each finding that one of them may not read, withholds
/// earlier answers whose model saw such a thing, and everywhere cuts what repeats a withheld value.
/// </summary>
internal sealed class RequestRewriter(AnalysisCache cache, EgressJudge judge)
{
    public const string WithheldAnswer = "[answer withheld]";
    public const string WithheldResult = "[result withheld]";
    private const int Passes = 4;

    /// <exception cref="AnalysisFailedException">What is left cannot be analysed, or findings appear without end.</exception>
    public RewrittenRequest Rewrite(RequestAnalysis analysis, ImmutableArray<Zone> readers)
    {
        var rewritten = Rewrite(analysis, label => judge.MayRead(label, readers));
        // Two things that a zone may read one by one may together be more than it may read: then none of them goes.
        return rewritten.Sent.Types.IsEmpty || judge.MayRead(rewritten.Sent.Label, readers)
            ? rewritten
            : Rewrite(analysis, static label => label == Label.Public);
    }

    private RewrittenRequest Rewrite(RequestAnalysis analysis, Func<Label, bool> mayRead)
    {
        var withheld = new WithheldValues();
        var counts = new Tally();
        var kept = new Dictionary<string, bool>(StringComparer.Ordinal);

        var (request, saw, answers) = WithholdAnswers(analysis, mayRead, (text, context) => Cut(text, context));
        for (var pass = 0; pass < Passes; pass++)
        {
            request = RequestTexts.Visit(request, Cut);
            request = RequestTexts.Visit(request, CutEchoes);
            var sent = new RequestAnalyzer(cache).Analyze(request, saw);
            if (sent.Types.All(type => MayKeep(type.Type)))
                return new() { Request = request, Sent = sent, Values = withheld, Withheld = counts.ToCounts(), WithheldAnswers = answers };
        }

        throw new AnalysisFailedException("redaction", new InvalidOperationException());

        bool MayKeep(string type)
        {
            if (!kept.TryGetValue(type, out var keep))
                kept[type] = keep = mayRead(FindingTypes.LabelOf(type));
            return keep;
        }

        string Cut(string text, string? context)
        {
            var cut = cache.Analyze(text, context).Findings.Where(finding => !MayKeep(finding.Type)).ToList();
            foreach (var finding in cut)
            {
                counts.Add(finding.Type);
                withheld.Add(finding.Type, text[finding.Start..finding.End]);
            }

            return Placeholders.Replace(text, cut);
        }

        string CutEchoes(string text, string? context)
        {
            if (withheld.IsEmpty)
                return text;
            var echoes = withheld.FindIn(text);
            foreach (var echo in echoes)
                counts.Add(echo.Type);
            return Placeholders.Replace(text, echoes);
        }
    }

    /// <summary>
    /// Replaces each answer whose model saw what may not be read, and the results of the tools that it called. What stood
    /// in them is still noted as withheld. Call ids become positions: a model could have written anything into them.
    /// </summary>
    private static (ModelRequest Request, ImmutableArray<Label?> Saw, int Answers) WithholdAnswers(
        RequestAnalysis analysis, Func<Label, bool> mayRead, RequestTexts.Visitor note)
    {
        var messages = analysis.Request.Messages.ToBuilder();
        var saw = analysis.Messages.Select(static m => m.Saw).ToArray();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var answers = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (saw[i] is { } seen && !mayRead(seen))
            {
                RequestTexts.Visit(message, note);
                messages[i] = Withhold(message, i, ids);
                saw[i] = null;
                answers++;
            }
            else if (message.ToolCallId is { } id && ids.TryGetValue(id, out var position))
            {
                RequestTexts.Visit(message, note);
                messages[i] = message with { Text = WithheldResult, ToolCallId = position, ToolCalls = [] };
            }
        }

        return (analysis.Request with { Messages = messages.ToImmutable() }, [.. saw], answers);
    }

    private static Message Withhold(Message message, int index, Dictionary<string, string> ids)
    {
        var calls = message.ToolCalls.IsDefaultOrEmpty ? [] : message.ToolCalls;
        return message with
        {
            Text = WithheldAnswer,
            ToolCalls = [.. calls.Select((call, j) => new ToolCall(ids[call.Id] = $"withheld_{index}_{j}", call.Name, "{}"))],
        };
    }
}
