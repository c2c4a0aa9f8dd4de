using System.Text;

namespace Orchestrator.Privacy.Tests;

public sealed class FailClosedTests
{
    private static readonly ModelRequest Question = Egress.Ask(Message.User($"my card {Egress.Card}"));

    [Fact]
    public void An_analyzer_without_detectors_cannot_be_made() =>
        Assert.Throws<ArgumentException>(() => new TextAnalyzer([]));

    [Fact]
    public void A_detector_that_throws_fails_the_whole_analysis_and_quotes_nothing()
    {
        var gate = Egress.Gate(analyzer: new TextAnalyzer([new ThrowingDetector("card")]));

        var error = Assert.Throws<AnalysisFailedException>(() => gate.Analyze(Question));

        Assert.Equal("THROWING", error.Detector);
        Assert.DoesNotContain("4111", error.ToString(), StringComparison.Ordinal);
        // Nothing of a failure is remembered as a finding-free text.
        Assert.Throws<AnalysisFailedException>(() => gate.Analyze(Question));
    }

    [Fact]
    public void A_rewritten_text_that_cannot_be_analysed_is_not_cleared()
    {
        var gate = Egress.Gate(analyzer: new TextAnalyzer([new CreditCardDetector(), new ThrowingDetector("[CREDIT_CARD]")]));

        Assert.Throws<AnalysisFailedException>(() => gate.Clear(Question, Egress.Cloud));
    }

    [Fact]
    public void A_policy_that_is_silent_denies()
    {
        var gate = Egress.Gate(PrivacyPolicy.Parse("version: 1\nname: silent\nrules: []"));

        var error = Assert.Throws<EgressDeniedException>(() => gate.Clear(Egress.Ask(Message.User("hello")), Egress.Cloud));

        Assert.Contains("no rule of policy silent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_denial_holds_when_it_comes_to_clearing()
    {
        var gate = Egress.Gate();
        var target = Egress.Cloud with { Zone = Zone.Telemetry };

        Assert.Equal(Verdict.Deny, gate.Judge(gate.Analyze(Question), target, Zone.Device).Verdict);
        Assert.Throws<EgressDeniedException>(() => gate.Clear(Question, target));
    }

    [Fact]
    public void A_codec_that_writes_the_original_is_refused_by_the_last_check()
    {
        var (gate, codec) = (Egress.Gate(), new DisobedientCodec(Question));

        var error = Assert.Throws<EgressDeniedException>(() => gate.Clear(gate.Analyze(Question), Egress.Cloud, Zone.Device, codec));

        Assert.Contains("CREDIT_CARD", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"x\":\"4111-1111-1111-1111\"}")]
    [InlineData("{\"x\":4111111111111111}")]
    [InlineData("{\"x\":\"411111\"}")]
    [InlineData("{\"x\":\"\\u0034\\u0031\\u0031\\u0031\\u0031\\u0031\"}")]
    [InlineData("{\"x\":\"41 11 11\"}")]
    [InlineData("{\"x\":[4,1,1,1,1,1]}")]
    public void The_last_check_sees_six_digits_of_a_withheld_number_however_they_are_written(string bytes)
    {
        var gate = Egress.Gate();

        Assert.Throws<EgressDeniedException>(() => gate.Clear(gate.Analyze(Question), Egress.Cloud, Zone.Device, new FixedCodec(bytes)));
    }

    [Fact]
    public void Bytes_cannot_change_after_they_were_checked()
    {
        var gate = Egress.Gate();
        var codec = new FixedCodec("{}");

        var cleared = gate.Clear(gate.Analyze(Question), Egress.Cloud, Zone.Device, codec);
        codec.Bytes[0] = (byte)'!';

        Assert.Equal("{}", cleared.Text());
    }

    private sealed class DisobedientCodec(ModelRequest original) : IEgressCodec
    {
        public ReadOnlyMemory<byte> Encode(ModelRequest request) => new PlainCodec().Encode(original);
    }

    private sealed class FixedCodec(string text) : IEgressCodec
    {
        public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(text);

        public ReadOnlyMemory<byte> Encode(ModelRequest request) => Bytes;
    }
}
