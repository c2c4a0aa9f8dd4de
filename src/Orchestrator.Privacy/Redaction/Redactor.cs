namespace Orchestrator.Privacy;

/// <summary>Cuts everything found out of a text, for logs and other places that may not read it. Thread-safe.</summary>
public sealed class Redactor
{
    private const int Passes = 4;
    private readonly TextAnalyzer _analyzer;

    /// <summary>Makes a redactor.</summary>
    /// <param name="analyzer">Finds what is cut out.</param>
    public Redactor(TextAnalyzer analyzer) => _analyzer = analyzer;

    /// <summary>The text with each finding replaced by its type in brackets, such as <c>[CREDIT_CARD]</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="AnalysisFailedException">The text could not be analysed, or findings appear without end; use none of it.</exception>
    public string Redact(string text)
    {
        var withheld = new WithheldValues();
        for (var pass = 0; pass < Passes; pass++)
        {
            var findings = _analyzer.Analyze(text).Findings;
            if (findings.IsEmpty)
                return text;
            foreach (var finding in findings)
                withheld.Add(finding.Type, text[finding.Start..finding.End]);
            text = Placeholders.Replace(text, findings);
            text = Placeholders.Replace(text, withheld.FindIn(text));
        }

        throw new AnalysisFailedException("redaction", new InvalidOperationException());
    }
}
