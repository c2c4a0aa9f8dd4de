namespace Orchestrator.Privacy.Tests;

public sealed class PatternDetectorTests
{
    private static readonly TextAnalyzer Analyzer = TextAnalyzer.With(
        new PatternDetector("EMPLOYEE_NUMBER", @"\bE\d{6}\b", ["employee", "staff*"], static match => match[^1] != '0'));

    [Fact]
    public void A_pattern_of_ones_own_is_found_beside_the_others()
    {
        var analysis = Analyzer.Analyze("employee E123456, card 4111 1111 1111 1111");

        Assert.Contains(new("EMPLOYEE_NUMBER", 9, 16, 1), analysis.Findings);
        Assert.Equal(SensitivityLevel.Restricted, analysis.Label.Level);
        Assert.Contains(FindingTypes.CreditCard, analysis.Label.Categories);
    }

    [Theory]
    [InlineData("part E123456 is worn")]
    [InlineData("unemployee E123456")]
    [InlineData("employee E123450")]
    public void Without_its_word_or_its_check_it_is_nothing(string text) =>
        Assert.DoesNotContain("EMPLOYEE_NUMBER", Analyzer.Analyze(text).Label.Categories);

    [Fact]
    public void A_pattern_that_could_be_slow_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PatternDetector("X", @"(a)\1"));
}
