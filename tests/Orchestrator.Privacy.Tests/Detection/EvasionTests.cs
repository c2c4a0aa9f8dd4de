using System.Globalization;
using System.Text;

namespace Orchestrator.Privacy.Tests;

/// <summary>
/// The evasion matrix: each type under each disguise. A value counts as found when every digit and letter of it lies within
/// findings. docs/privacy.md publishes the table; this test keeps it true.
/// </summary>
public sealed class EvasionTests
{
    private static readonly TextAnalyzer Analyzer = new();

    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    // The value stands between guillemets; samples are published ones or made from the rule.
    private static readonly (string Type, string[] Texts)[] Samples =
    [
        ("CREDIT_CARD", ["my card «4111 1111 1111 1111» please", "pay with «5555555555554444» now", "card «378282246310005» is lost"]),
        ("IBAN_CODE", ["to «GB82WEST12345698765432» today", "iban «DE89370400440532013000»", "account «FR1420041010050500013M02606» there"]),
        ("US_SSN", ["my ssn is «536-90-4399» ok", "social security «078051121»", "SSN «219-09-9998»"]),
        ("EMAIL_ADDRESS", ["write to «ana.maria@example.org» soon", "mail «j.smith@mail.example.com»", "«bob@example.net» is mine"]),
        ("PHONE_NUMBER", ["call «+44 20 7946 0018» today", "phone «(415) 555-2671»", "my number is «+49 30 1234567»"]),
        ("IP_ADDRESS", ["from «203.0.113.77» again", "host «2001:db8::8a2e:370:7334» fails", "ip «198.51.100.14»"]),
        ("UK_NHS", ["NHS number «943 476 5919»", "nhs «9434765919»", "patient «221 395 1837»"]),
        ("DE_TAX_ID", ["Steuer-ID «86095742719»", "tax id «86 095 742 719»", "Steuer-ID «12345678903»"]),
        ("ES_NIF", ["mi DNI es «12345678Z»", "dni «55555555K»", "nif «01111111G»"]),
        ("IN_AADHAAR", ["Aadhaar «3998 7654 3211»", "aadhaar «312345678909»", "uidai «399876543211»"]),
        ("SECRET", [$"use «gh{"p_"}wI1ace98pn0wmIdw1xrbma9rtqamLth6e39i»", "password: «Tr0ub4dor&3xyz»", $"key «AK{"IA"}LALEMEL33243OLIB»"]),
        ("CRYPTO", ["to «16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ»", "btc «3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy»", "«bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq»"]),
    ];

    private static readonly (string Name, Func<string, string> Apply)[] Disguises =
    [
        ("plain", static v => v),
        ("full width", static v => Map(v, static c => c is > ' ' and < '\u007f' ? ((char)(c + 0xFEE0)).ToString() : c.ToString())),
        ("other digits", static v => Map(v, static c => char.IsAsciiDigit(c) ? ((char)(c - '0' + '\u0660')).ToString() : c.ToString())),
        ("zero width", static v => Map(v, static c => c + "\u200b")),
        ("strokes", static v => Map(v, static c => char.IsAsciiDigit(c) ? c + "\u0336" : c.ToString())),
        ("homoglyphs", static v => Map(v, static c => c switch { 'A' => "А", 'E' => "Е", 'K' => "К", 'a' => "а", 'e' => "е", 'o' => "о", 'p' => "р", 'c' => "с", _ => c.ToString() })),
        ("odd dashes and spaces", static v => v.Replace('-', '\u2011').Replace(' ', '\u00a0')),
        ("HTML entities", static v => Map(v, static c => string.Create(CultureInfo.InvariantCulture, $"&#{(int)c};"))),
        ("JSON escapes", static v => Map(v, static c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"))),
        ("percent", static v => Map(v, static c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or ':' or '-' or '+' ? string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}") : c.ToString())),
        ("base64", static v => Convert.ToBase64String(Encoding.UTF8.GetBytes("it is " + v))),
        ("base64 twice", static v => Convert.ToBase64String(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("it is " + v))))),
        ("hex", static v => Convert.ToHexStringLower(Encoding.UTF8.GetBytes("it is " + v))),
        ("digits in words", static v => v.Any(char.IsAsciiLetter) ? v : Map(v, static c => char.IsAsciiDigit(c) ? Words[c - '0'] + " " : c.ToString()).Trim()),
        ("digits apart", static v => v.Any(char.IsAsciiLetter) ? v : Map(v, static c => char.IsAsciiDigit(c) ? c + " " : c.ToString()).Trim()),
    ];

    [Theory]
    [InlineData("https://example.com/callback/{0}")]
    [InlineData("see /tmp/x/{0}/y please")]
    [InlineData("data_{0}")]
    [InlineData("a/b/c-{0}")]
    [InlineData("data:text/plain;base64,{0}")]
    [InlineData("0x{1}")]
    [InlineData("a{1}")]
    [InlineData("id-{1}/x")]
    public void What_is_encoded_is_found_behind_what_stands_before_it(string written)
    {
        var value = Encoding.UTF8.GetBytes("my card is 4111 1111 1111 1111 and so on");
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, written, Convert.ToBase64String(value).TrimEnd('='), Convert.ToHexString(value));

        var finding = new TextAnalyzer().Analyze(text).Findings.FirstOrDefault(static f => f.Type == FindingTypes.CreditCard);

        Assert.InRange(finding.End - finding.Start, 50, text.Length);
    }

    [Theory]
    [InlineData(76, "\r\n", "")]
    [InlineData(64, "\n", "")]
    [InlineData(64, "\n", "-----BEGIN MESSAGE-----\n")]
    [InlineData(76, "\n", "Content-Transfer-Encoding: base64\n\n")]
    public void What_is_encoded_is_found_across_the_lines_that_it_is_broken_into(int width, string lineBreak, string before)
    {
        var value = Encoding.UTF8.GetBytes($"{new string('x', (width * 3 / 4) - 25)} my card is 4111 1111 1111 1111 and {new string('y', 70)}");
        var text = before + string.Join(lineBreak, Convert.ToBase64String(value).Chunk(width).Select(static line => new string(line))) + lineBreak + "bye";

        var finding = new TextAnalyzer().Analyze(text).Findings.FirstOrDefault(static f => f.Type == FindingTypes.CreditCard);

        Assert.Equal((before.Length, text.Length - lineBreak.Length - "bye".Length), (finding.Start, finding.End));
    }

    [Fact]
    public void The_published_table_is_what_is_found()
    {
        var table = new StringBuilder();
        table.Append("| | ").AppendJoin(" | ", Samples.Select(static s => $"`{s.Type}`")).Append(" |\n|---").Append(string.Concat(Enumerable.Repeat("|---", Samples.Length))).Append("|\n");
        foreach (var (name, apply) in Disguises)
            table.Append("| ").Append(name).Append(" | ").AppendJoin(" | ", Samples.Select(s => Cell(s.Texts, apply))).Append(" |\n");

        var published = File.ReadAllText(Path.Combine(Repository(), "docs", "privacy.md")).ReplaceLineEndings("\n");

        Assert.True(published.Contains(table.ToString(), StringComparison.Ordinal), $"docs/privacy.md does not have this table:\n{table}");
    }

    [Fact]
    public void Every_value_is_found_without_a_disguise() =>
        Assert.All(Samples, static s => Assert.All(s.Texts, static text => Assert.True(IsFound(text, static v => v), text)));

    private static string Cell(string[] texts, Func<string, string> apply)
    {
        // A dash: no sample has anything that this disguise changes.
        var changed = texts.Where(text => apply == Disguises[0].Apply || apply(Value(text)) != Value(text)).ToList();
        return changed.Count == 0 ? "–" : $"{changed.Count(text => IsFound(text, apply))}/{changed.Count}";
    }

    private static bool IsFound(string marked, Func<string, string> apply)
    {
        var (before, value, after) = (marked[..marked.IndexOf('«', StringComparison.Ordinal)], apply(Value(marked)), marked[(marked.IndexOf('»', StringComparison.Ordinal) + 1)..]);
        var findings = Analyzer.Analyze(before + value + after).Findings;
        return Enumerable.Range(before.Length, value.Length)
            .Where(i => char.IsLetterOrDigit(value[i - before.Length]))
            .All(i => findings.Any(f => f.Start <= i && i < f.End && FindingTypes.LevelOf(f.Type) >= SensitivityLevel.Confidential));
    }

    private static string Value(string marked) => Marked.Values(marked)[0];

    private static string Map(string value, Func<char, string> apply) => string.Concat(value.Select(apply));

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Orchestrator.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder;
    }
}
