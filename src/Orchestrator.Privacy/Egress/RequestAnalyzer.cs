using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>Analyses every text of a request.</summary>
internal sealed class RequestAnalyzer(AnalysisCache cache)
{
    public RequestAnalysis Analyze(ModelRequest request, IReadOnlyList<Label?> saw)
    {
        if (saw.Count != request.Messages.Length)
            throw new ArgumentException($"Expected one label for each of {request.Messages.Length} messages, found {saw.Count}.", nameof(saw));

        var label = Label.Public;
        var types = new Tally();
        var messages = ImmutableArray.CreateBuilder<MessageAnalysis>(request.Messages.Length);
        for (var i = 0; i < request.Messages.Length; i++)
        {
            var message = request.Messages[i];
            var own = Label.Public;
            RequestTexts.Visit(message, (text, context) => Note(text, context, ref own));
            messages.Add(new() { Label = own, Saw = saw[i], Text = cache.Analyze(message.Text, null) });
            label = label.Join(own).Join(saw[i] ?? Label.Public);
        }

        RequestTexts.Visit(request with { Messages = [] }, (text, context) => Note(text, context, ref label));
        return new(request, messages.MoveToImmutable(), label, types.ToCounts());

        string Note(string text, string? context, ref Label sum)
        {
            var analysis = cache.Analyze(text, context);
            foreach (var finding in analysis.Findings)
                types.Add(finding.Type);
            sum = sum.Join(analysis.Label);
            return text;
        }
    }
}
