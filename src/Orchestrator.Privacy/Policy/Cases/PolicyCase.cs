namespace Orchestrator.Privacy;

/// <summary>One case of a file of cases: a text in its circumstances, and what its policy must say.</summary>
public sealed record PolicyCase
{
    /// <summary>What the case shows, as a sentence.</summary>
    public required string Name { get; init; }

    /// <summary>The line where it stands, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>The text that is analysed; null when the case gives a label instead.</summary>
    public string? Text { get; init; }

    /// <summary>The question; for a case with a text its label and findings are filled in by the analysis.</summary>
    public required PolicyQuestion Question { get; init; }

    /// <summary>The verdict that is expected.</summary>
    public required Verdict Expect { get; init; }

    /// <summary>The rule that must have said so; null for any.</summary>
    public string? Rule { get; init; }

    /// <summary>Asks the policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="analyzer">Finds what is sensitive in the text.</param>
    /// <exception cref="AnalysisFailedException">The text could not be analysed.</exception>
    public PolicyCaseResult Run(PrivacyPolicy policy, TextAnalyzer analyzer)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(analyzer);
        var question = Question;
        if (Text is not null)
        {
            var analysis = analyzer.Analyze(Text);
            question = question with
            {
                Label = analysis.Label,
                Findings = [.. analysis.Findings.GroupBy(static f => f.Type).Select(static g => new TypeCount(g.Key, g.Count()))],
            };
        }

        var verdict = policy.Evaluate(question);
        return new(this, verdict, verdict.Process == Expect && (Rule is null || Rule == verdict.Rule));
    }
}
