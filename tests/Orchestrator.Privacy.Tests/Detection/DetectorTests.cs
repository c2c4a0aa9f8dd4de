namespace Orchestrator.Privacy.Tests;

/// <summary>Texts with the value that is found between guillemets; values are synthetic.</summary>
public sealed class DetectorTests
{
    private static readonly TextAnalyzer Analyzer = new();

    [Theory]
    [InlineData("card «4111 1111 1111 1111» please")]
    [InlineData("«4111111111111111»")]
    [InlineData("«4111-1111-1111-1111».")]
    [InlineData("«4111.1111.1111.1111»")]
    [InlineData("«4111 1111-1111.1111», thanks")]
    [InlineData("it is «3782 822463 10005»")]
    [InlineData("my card «630427373398» is lost")]
    [InlineData("{\"card\":«4111111111111111»,\"n\":1}")]
    [InlineData("number: «4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1»")]
    [InlineData("«4111 1111\n1111 1111»")]
    [InlineData("«4111111\u200b111111111» with an invisible space")]
    [InlineData("«\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11» full-width")]
    [InlineData("«\u0664\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661» Arabic digits")]
    [InlineData("\U0001F600\U0001F600 «4111\u00a01111\u00a01111\u00a01111» \U0001F600")]
    [InlineData("«4111\u20131111\u20131111\u20131111» en dashes")]
    [InlineData("«\\u0034111111111111111» escaped")]
    [InlineData("«4111111111111111» and «5555 5555 5555 4444»")]
    public void Cards_are_found_however_they_are_written(string marked) => AssertFound(marked, FindingTypes.CreditCard);

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("order 1234567890123456")]
    [InlineData("94111111111111111111111111111")]
    [InlineData("0.4111111111111111")]
    [InlineData("deadbeef4111111111111111cafe7")]
    [InlineData("1700000000000 ms, 1700000000001 ms")]
    [InlineData("2024 2025 2026 2027 2028")]
    public void Other_numbers_are_no_cards(string text) => AssertNotFound(text, FindingTypes.CreditCard);

    [Theory]
    [InlineData("iban «GB82 WEST 1234 5698 7654 32»", FindingTypes.Iban)]
    [InlineData("«de89370400440532013000»", FindingTypes.Iban)]
    [InlineData("«DE89-3704-0044-0532-0130-00» now", FindingTypes.Iban)]
    [InlineData("write to «ana.maria+x@mail.example.org».", FindingTypes.Email)]
    [InlineData("«jörg@müller.de»", FindingTypes.Email)]
    [InlineData("from «192.168.10.7», port 80", FindingTypes.IpAddress)]
    [InlineData("net «10.0.0.0/8»", FindingTypes.IpAddress)]
    [InlineData("[«2001:db8::8a2e:370:7334»]:443", FindingTypes.IpAddress)]
    [InlineData("call «+44 20 7946 0018» today", FindingTypes.Phone)]
    [InlineData("«(415) 555-2671»", FindingTypes.Phone)]
    [InlineData("Telefon: «030 1234567»", FindingTypes.Phone)]
    [InlineData("phone «416-967-1111 x22»", FindingTypes.Phone)]
    [InlineData("my number is «9498777106»", FindingTypes.Phone)]
    [InlineData("it is «123-45-6789»", FindingTypes.UsSsn)]
    [InlineData("SSN «078051121»", FindingTypes.UsSsn)]
    [InlineData("NHS number «9434765919»", FindingTypes.UkNhs)]
    [InlineData("«221 395 1837»", FindingTypes.UkNhs)]
    [InlineData("Steuer-ID «86095742719»", FindingTypes.DeTaxId)]
    [InlineData("«86 095 742 719»", FindingTypes.DeTaxId)]
    [InlineData("mi DNI es «12345678Z»", FindingTypes.EsNif)]
    [InlineData("NIE «X9613851N»", FindingTypes.EsNie)]
    [InlineData("codice fiscale «RSSMRA85T10A562S»", FindingTypes.ItFiscalCode)]
    [InlineData("PESEL «44051401458»", FindingTypes.PlPesel)]
    [InlineData("Aadhaar «3998 7654 3211»", FindingTypes.InAadhaar)]
    public void Other_values_are_found(string marked, string type) => AssertFound(marked, type);

    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 33", FindingTypes.Iban)]
    [InlineData("icon@2x.png", FindingTypes.Email)]
    [InlineData("a @ b", FindingTypes.Email)]
    [InlineData("version 1.2.3.4", FindingTypes.IpAddress)]
    [InlineData("std::cout at 12:34:56", FindingTypes.IpAddress)]
    [InlineData("1.2.3.4.5", FindingTypes.IpAddress)]
    [InlineData("on 05.11.2024 at 10:30", FindingTypes.Phone)]
    [InlineData("order 1234567890 of 2024-11-05", FindingTypes.Phone)]
    [InlineData("it cost 1,234,567.89", FindingTypes.Phone)]
    [InlineData("build 20241105 in 4500 ms", FindingTypes.Phone)]
    [InlineData("000-12-3456 or 666-12-3456", FindingTypes.UsSsn)]
    [InlineData("123456789", FindingTypes.UsSsn)]
    [InlineData("NHS number 9434765918", FindingTypes.UkNhs)]
    [InlineData("Steuer-ID 86095742718", FindingTypes.DeTaxId)]
    [InlineData("12345678A", FindingTypes.EsNif)]
    [InlineData("PESEL 44051401459", FindingTypes.PlPesel)]
    [InlineData("Aadhaar 3998 7654 3212", FindingTypes.InAadhaar)]
    [InlineData("the author: Someone4You2Read", FindingTypes.Secret)]
    [InlineData("password: ${DB_PASSWORD_1}", FindingTypes.Secret)]
    [InlineData("Password: please reset it", FindingTypes.Secret)]
    [InlineData("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", FindingTypes.Secret)]
    [InlineData("turn off the lights in the kitchen", FindingTypes.Secret)]
    public void What_only_looks_alike_is_not_found(string text, string type) => AssertNotFound(text, type);

    // Tokens are put together here, so that scanners of the repository leave this file alone.
    [Theory]
    [InlineData("gh", "p_", "wI1ace98pn0wmIdw1xrbma9rtqamLth6e39i")]
    [InlineData("AK", "IA", "LALEMEL33243OLIB")]
    [InlineData("sk-", "ant-api03-", "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD1fG3hJ5kL7nP9rS1tU3wX5zA7cE9gI1kM3oQ5sU7wY9aC1eG3iK5mO7qS9AA")]
    [InlineData("xox", "b-", "781236542736-2364535789652-GkwFDQoHqzXDVsC6GzqYUypD")]
    [InlineData("sk_", "live_", "8cj8leg6aeed9x1zod9wb4wn")]
    [InlineData("AI", "za", "Sy6G0XdjY43Qxbyy8jQqbmCger-JaxysbQ0")]
    [InlineData("glp", "at-", "t8nxtnlrxq8z7bc73dee")]
    [InlineData("np", "m_", "m4botgx9inyfvvuc2xt639zxmw5aj0caaifm")]
    [InlineData("ey", "JhbGciOiJIUzI1NiJ9.ey", "JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N")]
    [InlineData("Bear", "er ", "q8Xw2LmZp0Rt7Yv4Kc9Jd3Fs6Ha1Gb5N")]
    public void Tokens_are_secrets(string a, string b, string c)
    {
        var analysis = Analyzer.Analyze($"use {a}{b}{c} for it");

        var finding = Assert.Single(analysis.Findings);
        Assert.Equal(FindingTypes.Secret, finding.Type);
        Assert.Equal(SensitivityLevel.Restricted, analysis.Label.Level);
        Assert.Contains(c, $"use {a}{b}{c} for it"[finding.Start..finding.End], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://app:«hunter2secret@»db.internal/x")]
    [InlineData("my password is «Tr0ub4dor&3», help")]
    [InlineData("api_key = \"«c0ffee8d2b1a4f6e9d7c3b5a»\"")]
    [InlineData("{\"password\":\"«correcthorse9»\"}")]
    public void Passwords_and_assigned_keys_are_secrets(string marked)
    {
        var (text, value) = (marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal), Marked.Values(marked)[0].TrimEnd('@'));

        var redacted = new Redactor(Analyzer).Redact(text);

        Assert.DoesNotContain(value, redacted, StringComparison.Ordinal);
        Assert.Contains("[SECRET]", redacted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_is_found_from_its_first_line_to_its_last()
    {
        var key = $"-----BEGIN {"PRIVATE"} KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END {"PRIVATE"} KEY-----";

        var finding = Assert.Single(Analyzer.Analyze($"see\n{key}\nthere").Findings);

        Assert.Equal(new(FindingTypes.Secret, 4, 4 + key.Length, 1), finding);
    }

    [Fact]
    public void The_key_of_a_value_is_context_for_it()
    {
        Assert.Empty(Analyzer.Analyze("078051121", "rows").Findings);
        Assert.Equal(FindingTypes.UsSsn, Assert.Single(Analyzer.Analyze("078051121", "customerSsn").Findings).Type);
    }

    [Fact]
    public void The_label_joins_levels_and_categories()
    {
        var label = Analyzer.Analyze("card 4111 1111 1111 1111, mail me@example.org").Label;

        Assert.Equal(new(SensitivityLevel.Restricted, [FindingTypes.CreditCard, FindingTypes.Email]), label);
        Assert.Equal(SensitivityLevel.Confidential, Analyzer.Analyze("me@example.org").Label.Level);
        Assert.Equal(Label.Public, Analyzer.Analyze("hello").Label);
    }

    private static void AssertFound(string marked, string type)
    {
        var text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        var found = Analyzer.Analyze(text).Findings.Where(f => f.Type == type).Select(f => text[f.Start..f.End]);
        Assert.Equal(Marked.Values(marked), found);
    }

    private static void AssertNotFound(string text, string type) =>
        Assert.DoesNotContain(Analyzer.Analyze(text).Findings, f => f.Type == type);
}
