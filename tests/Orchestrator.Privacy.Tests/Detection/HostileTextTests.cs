using CsCheck;

namespace Orchestrator.Privacy.Tests;

public sealed class HostileTextTests
{
    private static readonly TextAnalyzer Analyzer = new();

    [Theory]
    [InlineData("1 ")]
    [InlineData("4111 ")]
    [InlineData("1.")]
    [InlineData("(0")]
    [InlineData("+999 ")]
    [InlineData("tel 041 ")]
    [InlineData("@a.")]
    [InlineData("a::")]
    [InlineData("key=:")]
    [InlineData("a://b:")]
    [InlineData("ey")]
    [InlineData("GB29 NWBK ")]
    [InlineData("\\u0034")]
    [InlineData("4\u200b")]
    public async Task A_megabyte_is_analysed_to_its_end(string unit)
    {
        var large = Repeat(unit, 1_000_000);

        // Linear time is under a second, quadratic time hours: this is patience with a loaded machine, no measurement.
        await Task.Run(() => Analyzer.Analyze(large)).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("", "=", "", 500_000)]
    [InlineData("password", " = :", "", 500_000)]
    [InlineData("ana (at) example", " ", "(dot) org", 500_000)]
    [InlineData("http://a", ")", "", 4_000_000)]
    [InlineData("", "://", "", 4_000_000)]
    [InlineData("", "SGVsbG8gd29ybGQh/", "", 1_000_000)]
    [InlineData("", "SGVsbG8gd29ybGQhSGVsbG8gd29ybGQhSGVsbG8gd29ybGQhSGVsbG8gd29ybGQh\n", "", 1_000_000)]
    [InlineData("", "SGVsbG8gd29ybGQhSGVsbG8gd29ybGQhSGVsbG8gd29ybGQhSGVsbG8gd29ybAQh\n", "", 1_000_000)]
    public async Task What_a_detector_looks_back_or_ahead_over_is_looked_over_once(string before, string unit, string after, int length)
    {
        var large = $"{before}{Repeat(unit, length)}{after}";

        await Task.Run(() => Analyzer.Analyze(large)).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_text_full_of_stand_ins_and_of_values_is_analysed_to_its_end()
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(static i => $"Item-bababababa{"bcdfghjklm"[i % 10]}a ana{i}@example.org "));

        var analysis = await Task.Run(() => Egress.Gate().Analyze(Egress.Ask(Message.User(text)))).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.True(analysis.Types.Single(static t => t.Type == FindingTypes.Email).Count > 59_000);
    }

    [Fact]
    public void Any_text_is_analysed_with_sound_offsets() =>
        Gen.Char.Array[0, 60].Select(chars => new string(chars)).Sample(text =>
        {
            var last = 0;
            foreach (var finding in Analyzer.Analyze($"{text} 4111 1111 1111 1111 {text} \U0001F600").Findings)
            {
                Assert.InRange(finding.Start, last, finding.End - 1);
                last = finding.End;
            }
        });

    [Fact]
    public void A_card_is_found_between_any_two_texts_without_digits() =>
        Gen.Select(Texts.Plain, Texts.Plain).Sample((before, after) =>
        {
            var text = $"{before} {Egress.Card} {after}";
            Assert.Contains(Analyzer.Analyze(text).Findings, f => text[f.Start..f.End].Contains(Egress.Card, StringComparison.Ordinal));
        });

    private static string Repeat(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));
}
