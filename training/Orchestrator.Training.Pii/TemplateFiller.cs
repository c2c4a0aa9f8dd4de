using System.Text;
using System.Text.RegularExpressions;
using Bogus;
using Orchestrator.Privacy;

namespace Orchestrator.Training.Pii;

/// <summary>Speaks templates with names, places and companies of many countries, anew each time. Seeded.</summary>
internal sealed partial class TemplateFiller
{
    // Locales in Latin script, with their own names, towns or streets; others at a lower rate.
    private static readonly string[] Locales =
        ["en", "en", "en", "en_US", "en_GB", "en_AU", "en_IND", "en_NG", "en_ZA", "de", "de_AT", "fr", "es", "es_MX", "it", "nl", "nl_BE", "pl", "pt_BR", "pt_PT", "sv", "nb_NO", "fi", "cz", "sk", "hr", "ro", "tr", "lv", "id_ID", "az", "vi", "af_ZA", "el", "ru", "uk"];

    private static readonly string[] Prefixes = ["Mr.", "Mrs.", "Ms.", "Dr.", "Mr", "Mrs", "Ms", "Dr", "Prof.", "Miss", "Sir", "ms.", "mr.", "dr."];
    private static readonly string[] Countries = WordLists.Countries;
    private static readonly string[] CompanyEnds = ["Inc", "Inc.", "Ltd", "Ltd.", "LLC", "Corp", "Corporation", "GmbH", "AG", "Group", "Holdings", "& Co", "PLC", "S.A.", "Systems", "Technologies", "Labs", "Media", "Partners", "Bank", "Foundation", "Institute", "University", "Insurance", "Energy", "Motors", "Foods", "Solutions", "Consulting", "Investments"];
    private static readonly string[] Syllables = ["ac", "al", "an", "ar", "bel", "ben", "bio", "bra", "cal", "car", "cen", "clo", "co", "cor", "cre", "da", "del", "dex", "do", "dy", "ef", "el", "em", "en", "er", "ex", "fi", "fin", "flo", "for", "ga", "gen", "glo", "gra", "hel", "hex", "hu", "in", "inter", "jo", "ka", "ker", "la", "lev", "li", "lo", "lu", "mag", "mar", "med", "mer", "met", "mi", "mo", "na", "neo", "net", "ni", "no", "nu", "om", "on", "op", "or", "pa", "per", "pha", "pi", "pla", "pro", "qua", "ra", "re", "ri", "ro", "sa", "se", "sig", "so", "sta", "su", "ta", "tec", "tel", "ter", "ti", "tra", "tri", "ul", "un", "va", "ver", "vi", "vo", "wa", "wi", "xe", "za", "ze", "zo"];
    private static readonly string[] Vendors = ["data", "health", "law", "cloud", "pay", "book", "home", "smart", "open", "blue", "green", "red", "first", "star", "sun", "net", "web", "code", "mind", "care", "money", "credit", "trip", "food", "job", "car", "map", "news", "soft", "core", "logic", "point", "works", "hub", "link", "wise", "path", "spark", "field", "stone"];
    private static readonly string[] Streets = ["Street", "Street", "St", "St.", "Road", "Rd", "Avenue", "Ave", "Lane", "Drive", "Court", "Way", "Place", "Boulevard", "Terrace", "Square", "Crescent", "Hill", "Close", "Parade", "Row", "Coves", "Parks", "Gardens", "Ridge", "Manor", "Mill", "Spring"];

    private readonly Faker[] _fakers;
    private readonly Random _random;

    public TemplateFiller(int seed)
    {
        _random = new(seed);
        _fakers = [.. Locales.Select((locale, i) => new Faker(locale) { Random = new Randomizer(seed * 1000 + i) })];
    }

    public LabelledText Fill(string template)
    {
        var text = new StringBuilder();
        var spans = new List<LabelledSpan>();
        var at = 0;
        var faker = Pick(_fakers);
        var lower = _random.Next(9) == 0;
        foreach (Match slot in Slot().Matches(template))
        {
            text.Append(template, at, slot.Index - at);
            at = slot.Index + slot.Length;
            var (kind, type) = (slot.Groups[1].Value, slot.Groups[2].Value);
            if (_random.Next(3) == 0)
                faker = Pick(_fakers);
            var value = Value(kind, faker);
            type = type.Length > 0 ? type : TypeOf(kind);
            if (type != "O")
                spans.Add(new(type, text.Length, text.Length + value.Length));
            text.Append(value);
        }

        text.Append(template, at, template.Length - at);
        var result = text.ToString();
        if (lower)
            result = result.ToLowerInvariant();
        return new() { Text = result, Spans = [.. spans], Template = -1 };
    }

    /// <summary>The text with most of its names replaced by others.</summary>
    public LabelledText Vary(LabelledText original)
    {
        var text = new StringBuilder();
        var spans = new List<LabelledSpan>();
        var at = 0;
        var faker = Pick(_fakers);
        foreach (var span in original.Spans.OrderBy(static s => s.Start))
        {
            if (span.Start < at)
                continue;
            text.Append(original.Text, at, span.Start - at);
            at = span.End;
            var old = original.Text[span.Start..span.End];
            var value = _random.Next(4) > 0 ? Other(span.Type, old, faker) : old;
            spans.Add(new(span.Type, text.Length, text.Length + value.Length));
            text.Append(value);
        }

        text.Append(original.Text, at, original.Text.Length - at);
        return original with { Text = text.ToString(), Spans = [.. spans] };
    }

    private string Other(string type, string old, Faker faker) => type switch
    {
        "PERSON" => old.Contains(' ', StringComparison.Ordinal) ? Person(faker) : old.All(c => !char.IsUpper(c)) ? faker.Name.FirstName().ToLowerInvariant() : _random.Next(2) == 0 ? faker.Name.FirstName() : faker.Name.LastName(),
        "GPE" => Countries.Contains(old) ? Pick(Countries) : !old.Any(char.IsLower) ? faker.Address.City().ToUpperInvariant() : faker.Address.City(),
        "ORGANIZATION" => Company(faker),
        "TITLE" => old.Length < 5 ? Pick(Prefixes) : faker.Name.JobTitle(),
        "AGE" => $"{_random.Next(1, 99)}",
        "NRP" => Pick(WordLists.Nations),
        _ => old,
    };

    private string Value(string kind, Faker faker) => kind switch
    {
        "person" => Person(faker),
        "first" => faker.Name.FirstName(),
        "last" => faker.Name.LastName(),
        "prefix" => Pick(Prefixes),
        "job" => Job(faker),
        "city" => City(faker),
        "country" => Pick(Countries),
        "nrp" => Pick(WordLists.Nations),
        "org" => Company(faker),
        "age" => $"{_random.Next(1, 99)}",
        "number" => $"{_random.Next(1, _random.Next(2) == 0 ? 200 : 99999)}",
        "streetname" => StreetName(faker),
        "street" => Street(faker),
        "unit" => Unit(),
        "zip" => $"{_random.Next(1000, 99999):00000}",
        "address" => Address(faker),
        "date" => $"{_random.Next(1, 29):00}/{_random.Next(1, 13):00}/{_random.Next(1950, 2026)}",
        "year" => $"{_random.Next(1950, 2026)}",
        "phone" => faker.Phone.PhoneNumber("+1 ###-###-####"),
        "email" => faker.Internet.Email(),
        "url" => "https://www." + faker.Internet.DomainName(),
        "card" => faker.Finance.CreditCardNumber(),
        "iban" => faker.Finance.Iban(),
        _ => throw new FormatException($"'{kind}' is no slot."),
    };

    private string Person(Faker faker)
    {
        var (first, last) = (faker.Name.FirstName(), faker.Name.LastName());
        return _random.Next(12) switch
        {
            0 => $"{first} {(char)('A' + _random.Next(26))}. {last}",
            1 => $"{first} {(char)('A' + _random.Next(26))} {last}",
            2 => $"{first} {faker.Name.LastName()}-{last}",
            3 => $"{first} {Pick(["van", "de", "von", "al", "bin", "di", "da", "del"])} {last}",
            4 => $"{(char)('A' + _random.Next(26))}. {last}",
            _ => $"{first} {last}",
        };
    }

    private string City(Faker faker) => _random.Next(8) switch
    {
        0 => faker.Address.City().ToUpperInvariant(),
        1 => $"{Pick(["New", "North", "South", "East", "West", "San", "Santa", "Saint", "Fort", "Port", "Mount", "Bad", "La", "El"])} {faker.Address.City()}",
        2 => faker.Address.State() is { Length: > 3 } state ? state : faker.Address.City(),
        4 => $"{faker.Address.City()} {Pick(["do", "de", "del", "am", "an der", "sur", "upon"])} {faker.Name.LastName()}",
        3 => faker.Name.LastName() + Pick(["ville", "ton", "burg", "berg", "dorf", "heim", "stad", "by", "field", " Village", " Park", " Beach", "ham", "ford"]),
        _ => faker.Address.City(),
    };

    private string Job(Faker faker) => _random.Next(3) == 0 ? faker.Name.JobTitle() : Pick(WordLists.Jobs) is var job && _random.Next(3) == 0 ? job.ToLowerInvariant() : Pick(WordLists.Jobs);

    private string Company(Faker faker)
    {
        var name = _random.Next(7) switch
        {
            0 => faker.Company.CompanyName(),
            1 => $"{faker.Name.LastName()}-{faker.Name.LastName()}",
            2 => $"{faker.Name.LastName()}, {faker.Name.LastName()} and {faker.Name.LastName()}",
            3 => Capital(Pick(Vendors)) + (_random.Next(2) == 0 ? Pick(Vendors) : Capital(Pick(Vendors))),
            4 => $"{Capital(Pick(Vendors))} {Capital(Pick(Vendors))}",
            5 => $"{Capital(Pick(Syllables))}{Pick(Syllables)}{Pick(Syllables)}",
            _ => faker.Name.LastName(),
        };
        return name.Length < 14 && _random.Next(2) == 0 ? $"{name} {Pick(CompanyEnds)}" : name;
    }

    private string StreetName(Faker faker)
    {
        var name = _random.Next(3) == 0 ? Pick(["First", "Second", "Third", "Fourth", "Fifth", "Oak", "Maple", "Park", "Main", "High", "Church", "Station", "Mill", "Victoria", "King", "Queen", "Lake"]) : faker.Name.LastName();
        return _random.Next(8) switch
        {
            3 => $"P.O. Box {_random.Next(1, 500)} {name} {Pick(Streets)}",
            4 => $"{Pick(["Via", "Rue", "Calle", "Rua", "Avenue", "ul.", "Avenida", "Praça", "Largo", "Plaza"])} {Pick(["de", "de la", "del", "dei", "do", "du", "des", "d'", "della"])} {faker.Name.LastName()} {_random.Next(1, 200)}",
            0 => $"{faker.Address.StreetName()} {_random.Next(1, 200)}",
            1 => $"{Pick(["Via", "Rue", "Calle", "Rua", "Avenue", "ul.", "Avenida", "Boulevard", "Place", "Viale"])} {name} {_random.Next(1, 200)}",
            2 => $"{name}{Pick(["strasse", "straße", "gasse", "weg", "gata", "gatan", "vägen", "katu", "tie", "straat", "laan", " u.", " utca", " út", "gade", "vej", "vegen"])} {_random.Next(1, 200)}",
            _ => $"{_random.Next(1, 300)} {name} {Pick(Streets)}",
        };
    }

    private string Street(Faker faker) => _random.Next(4) == 0 ? $"{_random.Next(1, 99999)} {StreetName(faker)}" : StreetName(faker);

    private string Unit() => $"{Pick(["Suite", "Apt.", "Apt", "Unit", "Flat", "Floor", "Room"])} {_random.Next(1, 999):000}";

    private string Address(Faker faker) => _random.Next(13) switch
    {
        10 => $"{_random.Next(1, 99999)} {StreetName(faker)}\n{faker.Address.City()}\n, {Pick(["PA", "VIC", "SV", "LL", "Z", "NSW", "CO", "nan", "BC"])}\n {_random.Next(1000, 99999)}",
        11 => $"{_random.Next(1, 99999)} {StreetName(faker)} {Unit()} {City(faker)} {Pick(Countries)}",
        12 => $"{StreetName(faker)} {Unit()}, {City(faker)}, {Pick(["nan", "WA", "SP", "RS"])} {_random.Next(1000, 99999)}",
        0 => $"{Street(faker)}, {faker.Address.City()}",
        1 => $"{Street(faker)} {Unit()}, {faker.Address.City()}, {Pick(Countries)} {_random.Next(1000, 99999)}",
        2 => $"{Street(faker)}\n {Unit()}\n {faker.Address.City()}\n {Pick(Countries)} {_random.Next(1000, 99999)}",
        3 => $"{_random.Next(1, 9999)} {StreetName(faker)} {Unit()}\n{faker.Address.City()}, {Pick(["CA", "NY", "TX", "ON", "MP", "QC", "WA", "FL"])} {_random.Next(10000, 99999)}",
        4 => $"Unit {_random.Next(1000, 9999)} Box {_random.Next(1000, 9999)}\nDPO {Pick(["AE", "AP", "AA"])} {_random.Next(10000, 99999)}",
        5 => $"PSC {_random.Next(1000, 9999)}, Box {_random.Next(1000, 9999)}\nAPO {Pick(["AE", "AP", "AA"])} {_random.Next(10000, 99999)}",
        6 => $"{Street(faker)}, {_random.Next(1000, 99999)} {faker.Address.City()}",
        7 => $"the corner of {StreetName(faker)} and {StreetName(faker)}",
        8 => $"USNS {faker.Name.LastName()}\nFPO {Pick(["AE", "AP", "AA"])} {_random.Next(10000, 99999)}",
        _ => $"{Street(faker)}, {faker.Address.City()}, {Pick(Countries)}",
    };

    private static string TypeOf(string kind) => kind switch
    {
        "person" or "first" or "last" => "PERSON",
        "city" or "country" => "GPE",
        "prefix" or "job" => "TITLE",
        "org" => "ORGANIZATION",
        "nrp" => "NRP",
        "age" => "AGE",
        "number" or "streetname" or "street" or "unit" or "address" => "STREET_ADDRESS",
        _ => "O",
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];

    [GeneratedRegex(@"\{(\w+)(?::(\w+))?\}")]
    private static partial Regex Slot();
}
