using System.Collections.Frozen;

namespace Orchestrator.Privacy;

/// <summary>
/// Closed classes of words that stand around names: forms of address, kinds of streets and companies, countries and their
/// people. There is no list of persons, towns or companies here: those are recognised by how and where they stand.
/// </summary>
internal static class WordClass
{
    public const byte None = 0;
    public const byte Street = 2;
    public const byte Nation = 6;
    public const byte Aging = 8;
    public const byte Profession = 11;

    private static readonly string[] Classes =
    [
        // 1 forms of address
        "mr mrs ms miss mx dr prof professor sir madam lord lady rev reverend fr father sister brother uncle aunt herr frau monsieur madame mme signor signora señor señora sr sra dott doctor captain judge senator president minister officer sergeant king queen prince princess dame hon",
        // 2 streets
        "corner street st str avenue ave av road rd lane ln drive dr boulevard blvd court ct place pl square sq terrace way highway hwy parkway pkwy circle cir crescent close row alley walk grove hill park strasse straße platz weg gasse allee rue route chemin quai calle avenida plaza paseo via viale piazza corso rua straat laan plein gata gatan vägen gate vei veien katu tie ulica ul aleja utca út cesta náměstí ulice",
        // 3 parts of an address
        "apt apartment suite ste unit box floor building bldg room flat po psc dpo apo fpo block house no bus postbox pobox cmr",
        // 4 companies
        "inc ltd llc corp corporation company co plc gmbh ag kg sa sas sarl srl spa bv nv ab as oy aps kft zrt sro group holdings holding partners associates bank university college institute hospital school foundation association society ministry department agency council committee studios systems technologies solutions services industries laboratories labs insurance airlines motors pharma brothers sons bros",
        // 5 countries
        "afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia botswana brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia congo croatia cuba cyprus czechia denmark djibouti dominica ecuador egypt eritrea estonia eswatini ethiopia fiji finland france gabon gambia germany ghana greece greenland grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda samoa senegal serbia seychelles singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey türkiye turkmenistan uganda ukraine uruguay usa uk uzbekistan vanuatu venezuela vietnam yemen zambia zimbabwe england scotland wales deutschland frankreich österreich schweiz españa italia",
        // 6 their people, and those of faiths and parties
        "afghan albanian algerian american angolan argentinian argentine armenian australian austrian azerbaijani bahraini bangladeshi belarusian belgian bolivian bosnian brazilian british bulgarian cambodian cameroonian canadian chilean chinese colombian congolese croatian cuban cypriot czech danish dutch ecuadorian egyptian english eritrean estonian ethiopian filipino finnish french georgian german ghanaian greek guatemalan haitian honduran hungarian icelandic indian indonesian iranian iraqi irish israeli italian jamaican japanese jordanian kazakh kenyan korean kuwaiti kyrgyz laotian latvian lebanese liberian libyan lithuanian macedonian malaysian maltese mexican moldovan mongolian moroccan nepalese nigerian norwegian omani pakistani palestinian panamanian paraguayan peruvian polish portuguese qatari romanian russian rwandan saudi scottish senegalese serbian singaporean slovak slovenian somali spanish sudanese swedish swiss syrian taiwanese tanzanian thai tibetan tunisian turkish ugandan ukrainian uruguayan uzbek venezuelan vietnamese welsh yemeni zambian zimbabwean european asian african arab kurdish "
            + "christian catholic protestant muslim jewish hindu buddhist sikh mormon atheist republican democrat democratic conservative liberal communist socialist",
        // 7 months and days
        "january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday",
        // 8 what makes a number an age
        "year years yr yrs yo aged ages age turned turning birthday old",
        // 9 what a name follows
        "name named called signed regards sincerely dear hi hello hey from cc attn contact patient customer client employee guest tenant",
        // 10 points of the compass and other first parts of places
        "north south east west northern southern eastern western new san santa saint los las el la mount lake fort port upper lower great",
        // 11 professions
        "engineer manager director consultant developer analyst designer officer assistant nurse teacher lawyer attorney accountant administrator technician specialist coordinator supervisor clerk secretary receptionist mechanic driver electrician plumber carpenter chef cook waiter journalist editor writer artist architect scientist researcher physician surgeon dentist pharmacist therapist pilot agent representative executive librarian planner operator inspector instructor cashier farmer packager strategist associate ceo cto cfo founder president",
    ];

    private static readonly FrozenDictionary<string, Boxed> ClassOf = Make();

    private static readonly FrozenDictionary<string, Boxed>.AlternateLookup<ReadOnlySpan<char>> Lookup = ClassOf.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The class of a word, <see cref="None"/> when it is in none.</summary>
    public static byte Of(ReadOnlySpan<char> word) => word.Length is > 1 and < 16 && Lookup.TryGetValue(word, out var found) ? found.Class : None;

    private static FrozenDictionary<string, Boxed> Make()
    {
        var classes = new Dictionary<string, Boxed>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Classes.Length; i++)
        {
            var boxed = new Boxed((byte)(i + 1));
            foreach (var word in Classes[i].Split(' '))
                classes.TryAdd(word, boxed);
        }

        return classes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A word's class as an object: code of dictionaries of bytes is compiled anew in every process.</summary>
    private sealed record Boxed(byte Class);
}
