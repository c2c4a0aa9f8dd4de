using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>Analyses every text of a request.</summary>
internal sealed class RequestAnalyzer(AnalysisCache cache, AttachmentInspector inspector)
{
    public RequestAnalysis Analyze(ModelRequest request, IReadOnlyList<MessageOrigin> origins, PolicyContext context)
    {
        if (origins.Count != request.Messages.Length)
            throw new ArgumentException($"Expected one origin for each of {request.Messages.Length} messages, found {origins.Count}.", nameof(origins));

        var label = Label.Public;
        var types = new Tally();
        var messages = ImmutableArray.CreateBuilder<MessageAnalysis>(request.Messages.Length);
        for (var i = 0; i < request.Messages.Length; i++)
        {
            var message = request.Messages[i];
            var (saw, known) = (origins[i].Saw, origins[i].Restored);
            var own = Label.Public;
            var main = TextAnalysis.Empty;
            RequestTexts.Visit(message, (text, context) =>
            {
                var analysis = Note(text, context, known, ref own);
                if (ReferenceEquals(text, message.Text))
                    main = analysis;
                return text;
            });
            foreach (var type in message.Attachments.IsDefaultOrEmpty ? [] : message.Attachments.SelectMany(a => inspector.TypesOf(a)))
            {
                types.Add(type);
                own = own.Join(FindingTypes.LabelOf(type));
            }

            messages.Add(new() { Label = own, Saw = saw, Known = known.IsDefault ? [] : known, Text = main });
            label = label.Join(own).Join(saw ?? Label.Public);
        }

        RequestTexts.Visit(request with { Messages = [] }, (text, context) =>
        {
            Note(text, context, [], ref label);
            return text;
        });
        return new(request, messages.MoveToImmutable(), label, types.ToCounts(), context);

        TextAnalysis Note(string text, string? context, ImmutableArray<KnownValue> known, ref Label sum)
        {
            var analysis = cache.Analyze(text, context);
            foreach (var finding in KnownValues.Join(text, analysis.Findings, known))
            {
                types.Add(finding.Type);
                if (!known.IsDefaultOrEmpty)
                    sum = sum.Join(FindingTypes.LabelOf(finding.Type));
            }

            foreach (var topic in analysis.Topics)
                types.Add(topic.Type);
            sum = sum.Join(analysis.Label);
            return analysis;
        }
    }
}
