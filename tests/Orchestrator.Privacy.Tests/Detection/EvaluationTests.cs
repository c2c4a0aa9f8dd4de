namespace Orchestrator.Privacy.Tests;

public sealed class EvaluationTests
{
    private static readonly LabelledText Sentence = LabelledText.Read(
        ["""{"text":"My name is Ana and this is a long sentence","template":1,"spans":[{"type":"PERSON","start":11,"end":14}]}"""])[0];

    [Fact]
    public void A_finding_over_the_whole_text_earns_nothing()
    {
        var evaluation = new SpanEvaluation();
        evaluation.Add(Sentence, [new("PERSON", 0, Sentence.Text.Length, 1)]);

        Assert.Equal(0, evaluation.Overall.F2);
        Assert.Equal(0, evaluation.LeakedCharacters);
        Assert.Equal(evaluation.CleanCharacters, evaluation.OverRedactedCharacters);
    }

    [Fact]
    public void The_right_span_counts_whatever_its_type()
    {
        var evaluation = new SpanEvaluation();
        evaluation.Add(Sentence, [new("LOCATION", 11, 14, 1)]);

        Assert.Equal(1, evaluation.Overall.F2);
        Assert.Equal(1, evaluation.Types["PERSON"].Recall);
    }

    [Fact]
    public void What_is_missed_leaks_and_what_is_found_in_vain_costs_precision()
    {
        var evaluation = new SpanEvaluation();
        evaluation.Add(Sentence, [new("PERSON", 0, 2, 1)]);

        Assert.Equal((0, 0), (evaluation.Overall.Recall, evaluation.Overall.Precision));
        Assert.Equal((3, 2), (evaluation.LeakedCharacters, evaluation.OverRedactedCharacters));
    }

    [Fact]
    public void A_case_passes_only_at_the_right_place_and_number()
    {
        var one = RecognizerCase.Read(["""{"entity":"CREDIT_CARD","text":"4111111111111111 x","expected_len":1,"positions":[[0,16]]}"""])[0];

        Assert.True(one.Passes(new() { Findings = [new("CREDIT_CARD", 0, 16, 1)] }));
        Assert.False(one.Passes(new() { Findings = [new("PHONE_NUMBER", 0, 16, 1)] }));
        Assert.False(one.Passes(TextAnalysis.Empty));
    }
}
