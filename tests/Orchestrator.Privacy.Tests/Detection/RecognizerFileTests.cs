namespace Orchestrator.Privacy.Tests;

public sealed class RecognizerFileTests
{
    private const string File = """
        version: 1
        recognizers:
          - type: EMPLOYEE_NUMBER
            pattern: '\bE\d{6}\b'
            words: [employee, staff*]
          - type: LOYALTY_CARD
            pattern: '\b\d{4} \d{4}\b'
            check: luhn
          - type: PROJECT_NAME
            list: [Falcon, Blue Harbour]
        """;

    private static readonly TextAnalyzer Analyzer = TextAnalyzer.With(RecognizerFile.Parse(File));

    [Theory]
    [InlineData("Ask employee E123456 for it", "EMPLOYEE_NUMBER", "E123456")]
    [InlineData("loyalty 7992 7391", "LOYALTY_CARD", "7992 7391", false)]
    [InlineData("loyalty 7992 7398", "LOYALTY_CARD", "7992 7398")]
    [InlineData("Is blue harbour late?", "PROJECT_NAME", "blue harbour")]
    [InlineData("FALCON starts", "PROJECT_NAME", "FALCON")]
    [InlineData("The part E123456 is red", "EMPLOYEE_NUMBER", "E123456", false)]
    [InlineData("A falconer came", "PROJECT_NAME", "falcon", false)]
    public void A_recogniser_of_a_file_finds_what_it_describes(string text, string type, string value, bool found = true)
    {
        var findings = Analyzer.Analyze(text).Findings.Where(f => f.Type == type).ToList();

        Assert.Equal(found ? [value] : [], findings.Select(f => text[f.Start..f.End]));
    }

    [Fact]
    public void It_finds_what_is_encoded_or_spelled_in_words_too()
    {
        var encoded = Convert.ToBase64String("the staff number E123456"u8);

        Assert.Equal("EMPLOYEE_NUMBER", Assert.Single(Analyzer.Analyze($"see {encoded} for it").Findings).Type);
        var badges = TextAnalyzer.With(new PatternDetector("BADGE", @"\b\d{8}\b", ["badge"]));
        Assert.Equal("BADGE", Assert.Single(badges.Analyze("my badge is seven nine nine two seven three nine eight").Findings).Type);
    }

    [Theory]
    [InlineData("Müller – Söhne", "die Firma Müller – Söhne baut")]
    [InlineData("Müller – Söhne", "die Firma Müller-Söhne baut", false)]
    [InlineData("Blue\u00a0Harbour", "the Blue Harbour plan")]
    [InlineData("Blue Harbour", "the Blue\u00a0Harbour plan")]
    [InlineData("ＦＡＬＣＯＮ", "the falcon plan")]
    [InlineData("R&amp;D Lab", "our R&D Lab does")]
    public void An_entry_of_a_list_is_found_however_it_is_written(string entry, string text, bool found = true)
    {
        var analyzer = new TextAnalyzer(RecognizerFile.Parse($"version: 1\nrecognizers:\n  - {{type: PROJECT_NAME, list: ['{entry}']}}"));

        Assert.Equal(found, analyzer.Analyze(text).Findings.Any(static f => f.Type == "PROJECT_NAME"));
    }

    [Fact]
    public async Task A_list_may_be_long_and_the_text_full_of_its_beginnings()
    {
        var entries = string.Join(", ", Enumerable.Range(0, 22_000).Select(static i => $"ab{i}x"));
        var analyzer = new TextAnalyzer(RecognizerFile.Parse($"version: 1\nrecognizers:\n  - {{type: PROJECT_NAME, list: [{entries}]}}"));

        var large = string.Concat(Enumerable.Repeat("ab1x7 ", 500_000));

        await Task.Run(() => analyzer.Analyze(large)).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused()
    {
        var path = Path.GetTempFileName();
        System.IO.File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes("version: 1\nrecognizers:\n  - {type: PROJECT_NAME, list: [Müller]}\n"));
        try
        {
            var error = Assert.Throws<PolicyException>(() => RecognizerFile.Load(path));
            Assert.Equal(3, error.Line);
            Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void What_it_finds_is_restricted_and_policies_can_name_it()
    {
        var label = Analyzer.Analyze("Falcon").Label;

        Assert.Equal(SensitivityLevel.Restricted, label.Level);
        Assert.Equal("PROJECT_NAME", Assert.Single(label.Categories));
    }

    [Theory]
    [InlineData("version: 1\nrecognizers:\n  - type: lower\n    pattern: a", "recognizers(3): 'recognizers[0].type'")]
    [InlineData("version: 1\nrecognizers:\n  - type: A\n    pattern: '(a)\\1'", "recognizers(4): 'recognizers[0].pattern'")]
    [InlineData("version: 1\nrecognizers:\n  - type: A\n    pattern: '('", "recognizers(4): 'recognizers[0].pattern'")]
    [InlineData("version: 1\nrecognizers:\n  - type: A\n    pattern: a\n    check: sum", "allowed are luhn, verhoeff, mod11-10, mod97-10")]
    [InlineData("version: 1\nrecognizers:\n  - type: A", "needs either a pattern, a list or a classifier")]
    [InlineData("version: 1\nrecognizers:\n  - type: A\n    list: [x]", "at least 2 characters")]
    [InlineData("version: 1\nrecognizers:\n  - type: A\n    list: ['\u200b\u200b\u200b']", "at least 2 characters")]
    [InlineData("version: 1\nrecognizers:\n  - type: A\n    list: [\"ab\\uD800\"]", "The YAML cannot be read")]
    [InlineData("version: 2\nrecognizers: []", "only 1 is known")]
    public void A_wrong_file_is_refused_with_its_place(string yaml, string said)
    {
        var refused = Assert.Throws<PolicyException>(() => RecognizerFile.Parse(yaml));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }
}
