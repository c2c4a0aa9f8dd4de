namespace Orchestrator.Privacy.Tests;

/// <summary>Numbers of the table, each with what proves it; the numbers are published samples or made from the rule.</summary>
public sealed class NumberFormatTests
{
    private static readonly TextAnalyzer Analyzer = new();

    [Theory]
    [InlineData("ABA_ROUTING_NUMBER", "routing number 121000358")]
    [InlineData("US_ITIN", "his ITIN is 911-70-1234")]
    [InlineData("US_MBI", "Patient 1EG4-TE5-MK73 came")]
    [InlineData("US_NPI", "NPI: 1234567893")]
    [InlineData("US_DRIVER_LICENSE", "my driver's license number is 2270-66-1551")]
    [InlineData("CA_SIN", "435 418 165 is mine")]
    [InlineData("BR_CPF", "529.982.247-25")]
    [InlineData("BR_CNPJ", "11.222.333/0001-81")]
    [InlineData("UK_NINO", "nino: PR 123612C")]
    [InlineData("UK_POSTCODE", "From SW1A 1AA to here")]
    [InlineData("UK_VEHICLE_REGISTRATION", "I saw AB51 ABC there")]
    [InlineData("DE_VAT_ID", "auf DE136695976 ausgestellt")]
    [InlineData("DE_PASSPORT", "Reisepass C01234565")]
    [InlineData("DE_SOCIAL_SECURITY", "RVNR: 15070649C103 laut Ausweis")]
    [InlineData("DE_HANDELSREGISTER", "HRB 12345 in Köln")]
    [InlineData("FI_PERSONAL_IDENTITY_CODE", "020594X903P is my hetu")]
    [InlineData("SE_PERSONNUMMER", "det är 871220-2384")]
    [InlineData("FR_NIR", "2 55 08 14 168 025 38")]
    [InlineData("BE_NATIONAL_NUMBER", "85.07.30-033.28")]
    [InlineData("CH_AHV", "756.9217.0769.85")]
    [InlineData("NL_BSN", "BSN 111222333")]
    [InlineData("TR_NATIONAL_ID", "TC Kimlik No: 10000000146")]
    [InlineData("IN_GSTIN", "GSTIN 27ABCDE1234F1Z5")]
    [InlineData("KR_RRN", "His RRN is 9601211021413")]
    [InlineData("KR_PASSPORT", "여권번호는 M789C1234입니다")]
    [InlineData("TH_TNIN", "เลขประจำตัวประชาชน: 3456789012347")]
    [InlineData("SG_UEN", "our UEN 201434292D")]
    [InlineData("CN_ID", "11010519491231002X")]
    [InlineData("AU_ABN", "51 824 753 556")]
    [InlineData("AU_TFN", "TFN 876 543 210")]
    [InlineData("ZA_ID_NUMBER", "RSA ID: 0002294321191")]
    [InlineData("IMEI", "IMEI 490154203237518")]
    [InlineData("LEI", "5493001KJTIIGC8Y1R12")]
    [InlineData("ISIN", "bought US0378331005 yesterday")]
    [InlineData("CRYPTO", "to 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ now")]
    [InlineData("CRYPTO", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")]
    [InlineData("MAC_ADDRESS", "MAC: 01:23:45:67:89:AB")]
    [InlineData("URL", "see docs.example.com/start for it")]
    [InlineData("DATE_TIME", "born on 2/8/1935 in a village")]
    [InlineData("DATE_TIME", "it ends on 21st of May 2021")]
    public void A_number_that_its_rule_proves_or_a_word_names_is_found(string type, string text) =>
        Assert.Contains(Analyzer.Analyze(text).Findings, f => f.Type == type);

    [Theory]
    [InlineData("ABA_ROUTING_NUMBER", "routing number 121000359")]
    [InlineData("US_DRIVER_LICENSE", "INTRODUCTORY lecture D3 in H1, duplicate 1234567")]
    [InlineData("US_ITIN", "911-89-1234")]
    [InlineData("US_BANK_NUMBER", "it weighs 12345678 grams")]
    [InlineData("UK_POSTCODE", "QA1 1AA")]
    [InlineData("UK_VEHICLE_REGISTRATION", "AB35 ABC")]
    [InlineData("DE_KFZ", "this is a 5 minute walk")]
    [InlineData("DE_PASSPORT", "C01234567")]
    [InlineData("AU_ABN", "52 824 753 556")]
    [InlineData("BR_CPF", "111.111.111-11")]
    [InlineData("TH_TNIN", "1111111111111")]
    [InlineData("IMEI", "IMEI 490154203237519")]
    [InlineData("CRYPTO", "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ2")]
    [InlineData("MAC_ADDRESS", "10:2F:33-AC-29-C3")]
    [InlineData("URL", "main.cs calls list.is and 3.in, e.g. this.")]
    [InlineData("DATE_TIME", "1234-56-7890")]
    [InlineData("DATE_TIME", "use 2 of 3 in May be")]
    public void What_breaks_the_rule_or_is_only_a_number_is_not_found(string type, string text) =>
        Assert.DoesNotContain(Analyzer.Analyze(text).Findings, f => f.Type == type);

    [Fact]
    public void A_bare_number_that_may_be_several_things_counts_as_each_of_them()
    {
        var analysis = Analyzer.Analyze("123456601");

        var types = analysis.Findings.Concat(analysis.Alternatives).Select(static f => f.Type).ToList();
        Assert.Contains("DE_LANR", types);
        Assert.All(types, type => Assert.Contains(type, analysis.Label.Categories));
    }

    [Fact]
    public void Every_type_has_a_level_and_is_listed_once() => Assert.Equal(FindingTypes.All.Distinct().Order(StringComparer.Ordinal), FindingTypes.All);
}
