using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>
/// Rewrites a request for zones that may not read all of it: replaces or cuts out each finding that one of them may not read,
/// withholds earlier answers whose model saw such a thing, and everywhere does the same with what repeats a withheld value.
/// </summary>
internal sealed class RequestRewriter(AnalysisCache cache, AttachmentInspector inspector, EgressJudge judge)
{
    public const string WithheldAnswer = "[answer withheld]";
    public const string WithheldResult = "[result withheld]";
    public const string WithheldTool = "withheld";
    private const int Passes = 4;

    // More than any detector is sure of.
    private const double Surest = 2;

    /// <param name="analysis">The request.</param>
    /// <param name="readers">Who reads what is sent.</param>
    /// <param name="verdict">What holds for the whole of it.</param>
    /// <param name="tier">What size of model reads it.</param>
    /// <param name="pseudonyms">Makes what issues pseudonyms; null where there is no key for them, so that values are cut instead.</param>
    /// <exception cref="AnalysisFailedException">What is left cannot be analysed, or findings appear without end.</exception>
    public RewrittenRequest Rewrite(RequestAnalysis analysis, ImmutableArray<Zone> readers, Verdict verdict, Tier tier, Func<PseudonymIssuer>? pseudonyms)
    {
        var question = analysis.Question(tier);
        var rewritten = Rewrite(analysis, label => judge.Least(Of(label, analysis.Types), readers), pseudonyms);
        // Two things that a zone may read one by one may together be more than it may read: then none of them goes.
        return rewritten.Sent.Types.IsEmpty || MayRead(rewritten.Sent.Label, label => judge.Least(Of(label, rewritten.Sent.Types), readers))
            ? rewritten
            : Rewrite(analysis, label => label == Label.Public ? Verdict.Allow : verdict, pseudonyms);

        PolicyQuestion Of(Label label, ImmutableArray<TypeCount> types) =>
            question with { Label = label, Findings = [.. types.Where(type => label.Categories.Contains(type.Type, StringComparer.Ordinal))] };
    }

    private RewrittenRequest Rewrite(RequestAnalysis analysis, Func<Label, Verdict> least, Func<PseudonymIssuer>? pseudonyms)
    {
        var withheld = new WithheldValues();
        var (cuts, replacements) = (new Tally(), new Tally());
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal);
        PseudonymIssuer? issuer = null;

        var (request, saw, answers) = WithholdAnswers(analysis, label => MayRead(label, least), NoteWithheld);
        var origins = saw.Zip(analysis.Messages, static (s, m) => new MessageOrigin(s, m.Known)).ToArray();
        request = request with { Messages = [.. request.Messages.Select(message => LeftOut.From(message, MayNotGo))] };
        for (var pass = 0; pass < Passes; pass++)
        {
            request = VisitEach(request, origins, Cut);
            request = RequestTexts.Visit(request, CutEchoes);
            var sent = new RequestAnalyzer(cache, inspector).Analyze(request, origins, analysis.Context);
            if (sent.Types.All(type => VerdictOf(type.Type) == Verdict.Allow))
            {
                return new()
                {
                    Request = request,
                    Sent = sent,
                    Values = withheld,
                    Withheld = cuts.ToCounts(),
                    Pseudonymized = replacements.ToCounts(),
                    Pseudonyms = issuer?.ToMap() ?? PseudonymMap.Empty,
                    WithheldAnswers = answers,
                };
            }
        }

        throw new AnalysisFailedException("redaction", new InvalidOperationException());

        Verdict VerdictOf(string type)
        {
            if (!verdicts.TryGetValue(type, out var known))
                verdicts[type] = known = MayRead(FindingTypes.LabelOf(type), least) ? Verdict.Allow : least(FindingTypes.LabelOf(type));
            return known;
        }

        // An attachment goes whole or not at all: there is nothing in it that a placeholder or a pseudonym could stand for.
        bool MayNotGo(Attachment attachment)
        {
            var unreadable = inspector.TypesOf(attachment).Where(type => VerdictOf(type) != Verdict.Allow).ToList();
            foreach (var text in new[] { attachment.Url ?? "", attachment.MediaType })
                unreadable.AddRange(Unreadable(text, null, []).Select(static finding => finding.Type));
            foreach (var type in unreadable)
                cuts.Add(type);
            return unreadable.Count > 0;
        }

        IEnumerable<Finding> Unreadable(string text, string? context, ImmutableArray<KnownValue> known)
        {
            var analysis = cache.Analyze(text, context);
            var findings = KnownValues.Join(text, analysis.Findings, known).Where(finding => VerdictOf(finding.Type) != Verdict.Allow);
            if (!analysis.Topics.Any(topic => VerdictOf(topic.Type) != Verdict.Allow))
                return findings;
            // A sentence that may not be read goes whole, under the name of its topic; what stands in it is still noted by itself.
            var all = findings.ToList();
            foreach (var finding in all)
                withheld.Add(finding.Type, text[finding.Start..finding.End]);
            all.AddRange(analysis.Topics.Where(topic => VerdictOf(topic.Type) != Verdict.Allow).Select(static topic => topic with { Score = Surest }));
            return Overlaps.Resolve(all);
        }

        string NoteWithheld(string text, string? context, ImmutableArray<KnownValue> known)
        {
            foreach (var finding in Unreadable(text, context, known))
            {
                cuts.Add(finding.Type);
                withheld.Add(finding.Type, text[finding.Start..finding.End]);
            }

            return text;
        }

        string Cut(string text, string? context, ImmutableArray<KnownValue> known) =>
            Placeholders.Replace(text, Unreadable(text, context, known), (finding, value) =>
            {
                withheld.Add(finding.Type, value);
                return StandIn(finding, value);
            });

        string CutEchoes(string text, string? context) =>
            withheld.IsEmpty ? text : Placeholders.Replace(text, withheld.FindIn(text), StandIn);

        string StandIn(Finding finding, string value)
        {
            if (VerdictOf(finding.Type) == Verdict.Pseudonymize && pseudonyms is not null)
            {
                replacements.Add(finding.Type);
                return (issuer ??= pseudonyms()).Issue(finding.Type, value);
            }

            cuts.Add(finding.Type);
            return Placeholders.Of(finding.Type);
        }
    }

    /// <summary>
    /// Whether texts with this label may be read as they are. A topic has nothing in it that a pseudonym could stand for, so where only
    /// pseudonyms are asked for, what is about it may be read; so may what holds nothing at all.
    /// </summary>
    private static bool MayRead(Label label, Func<Label, Verdict> least)
    {
        var verdict = least(label);
        if (verdict != Verdict.Pseudonymize)
            return verdict == Verdict.Allow || (verdict == Verdict.Redact && label == Label.Public);
        var values = label.Categories.RemoveAll(FindingTypes.IsTopic);
        return values.IsEmpty || (values.Length < label.Categories.Length && least(new(label.Level, values)) == Verdict.Allow);
    }

    /// <summary>Visits every text, and tells of the texts of an answer which values were put back into it.</summary>
    private static ModelRequest VisitEach(ModelRequest request, MessageOrigin[] origins, KnowingVisitor visit)
    {
        var messages = request.Messages.Select((message, i) => RequestTexts.Visit(message, (text, context) => visit(text, context, origins[i].Restored)));
        var rest = RequestTexts.Visit(request with { Messages = [] }, (text, context) => visit(text, context, []));
        return rest with { Messages = [.. messages] };
    }

    /// <summary>
    /// Replaces each answer whose model saw what may not be read, and the results of the tools that it called. What stood
    /// in them is still noted as withheld. Call ids become positions, and names of tools that are not declared one word: a model could have written anything into them.
    /// </summary>
    private static (ModelRequest Request, ImmutableArray<Label?> Saw, int Answers) WithholdAnswers(
        RequestAnalysis analysis, Func<Label, bool> mayRead, KnowingVisitor note)
    {
        var messages = analysis.Request.Messages.ToBuilder();
        var saw = analysis.Messages.Select(static m => m.Saw).ToArray();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var answers = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            var known = analysis.Messages[i].Known;
            if (saw[i] is { } seen && !mayRead(seen))
            {
                RequestTexts.Visit(message, (text, context) => note(text, context, known));
                messages[i] = Withhold(message, i, ids, analysis.Request.Tools);
                saw[i] = null;
                answers++;
            }
            else if (message.ToolCallId is { } id && ids.TryGetValue(id, out var position))
            {
                RequestTexts.Visit(message, (text, context) => note(text, context, known));
                messages[i] = message with { Text = WithheldResult, ToolCallId = position, ToolCalls = [] };
            }
        }

        return (analysis.Request with { Messages = messages.ToImmutable() }, [.. saw], answers);
    }

    private static Message Withhold(Message message, int index, Dictionary<string, string> ids, ImmutableArray<ToolDeclaration> tools)
    {
        var calls = message.ToolCalls.IsDefaultOrEmpty ? [] : message.ToolCalls;
        return message with
        {
            Text = WithheldAnswer,
            ToolCalls = [.. calls.Select((call, j) => new ToolCall(ids[call.Id] = $"withheld_{index}_{j}", Name(call.Name), "{}"))],
        };

        // A name that nobody declared is the model's own word.
        string Name(string called) => !tools.IsDefaultOrEmpty && tools.Any(tool => tool.Name == called) ? called : WithheldTool;
    }

    private delegate string KnowingVisitor(string text, string? context, ImmutableArray<KnownValue> known);
}
