using CsCheck;

namespace Orchestrator.Privacy.Tests;

public sealed class RedactorTests
{
    private static readonly TextAnalyzer Analyzer = new();
    private static readonly Redactor Redactor = new(Analyzer);

    [Fact]
    public void Offsets_count_utf16_units_so_that_nothing_of_a_value_stays_behind_emoji() =>
        Assert.Equal("\U0001F600\U0001F600 [CREDIT_CARD] \U0001F600", Redactor.Redact($"\U0001F600\U0001F600 {Egress.Card} \U0001F600"));

    [Fact]
    public void A_repeated_value_is_cut_where_no_detector_knows_it() =>
        Assert.Equal("password: [SECRET] and then [SECRET] again", Redactor.Redact("password: Tr0ub4dor&3 and then Tr0ub4dor&3 again"));

    [Fact]
    public void Redacted_text_holds_no_value_and_no_finding() =>
        Gen.Select(Texts.Plain, Texts.Secret, Texts.Plain, Texts.Secret).Sample((a, first, b, second) =>
        {
            var redacted = Redactor.Redact($"{a} {first} {b} {second}");

            Assert.DoesNotContain(first, redacted, StringComparison.Ordinal);
            Assert.DoesNotContain(second, redacted, StringComparison.Ordinal);
            Assert.Empty(Analyzer.Analyze(redacted).Findings);
        });

    [Fact]
    public void Text_without_findings_is_unchanged() =>
        Texts.Plain.Where(static text => new TextAnalyzer().Analyze(text).Findings.IsEmpty).Sample(text => Redactor.Redact(text) == text);
}
