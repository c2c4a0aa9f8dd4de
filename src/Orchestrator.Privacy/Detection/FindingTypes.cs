using System.Collections.Frozen;

namespace Orchestrator.Privacy;

/// <summary>The names of what is found, and how sensitive each is.</summary>
public static class FindingTypes
{
    /// <summary>A payment card number.</summary>
    public const string CreditCard = "CREDIT_CARD";

    /// <summary>An international bank account number.</summary>
    public const string Iban = "IBAN_CODE";

    /// <summary>An e-mail address.</summary>
    public const string Email = "EMAIL_ADDRESS";

    /// <summary>A telephone number.</summary>
    public const string Phone = "PHONE_NUMBER";

    /// <summary>An IPv4 or IPv6 address.</summary>
    public const string IpAddress = "IP_ADDRESS";

    /// <summary>The address of a network card.</summary>
    public const string MacAddress = "MAC_ADDRESS";

    /// <summary>A web address or the name of a site.</summary>
    public const string Url = "URL";

    /// <summary>The address of a Bitcoin or Ethereum wallet.</summary>
    public const string Crypto = "CRYPTO";

    /// <summary>A social security number of the United States.</summary>
    public const string UsSsn = "US_SSN";

    /// <summary>A health service number of the United Kingdom.</summary>
    public const string UkNhs = "UK_NHS";

    /// <summary>A German tax identification number.</summary>
    public const string DeTaxId = "DE_TAX_ID";

    /// <summary>A Spanish identity number of a citizen.</summary>
    public const string EsNif = "ES_NIF";

    /// <summary>A Spanish identity number of a foreigner.</summary>
    public const string EsNie = "ES_NIE";

    /// <summary>An Italian fiscal code.</summary>
    public const string ItFiscalCode = "IT_FISCAL_CODE";

    /// <summary>A Polish identity number.</summary>
    public const string PlPesel = "PL_PESEL";

    /// <summary>An Indian identity number.</summary>
    public const string InAadhaar = "IN_AADHAAR";

    /// <summary>A password, key or token.</summary>
    public const string Secret = "SECRET";

    /// <summary>A person's name.</summary>
    public const string Person = "PERSON";

    /// <summary>A country, town, region or other place.</summary>
    public const string Location = "LOCATION";

    /// <summary>A postal address or a part of one.</summary>
    public const string StreetAddress = "STREET_ADDRESS";

    /// <summary>A postal code without an address around it.</summary>
    public const string ZipCode = "ZIP_CODE";

    /// <summary>A company, authority or other organisation.</summary>
    public const string Organization = "ORGANIZATION";

    /// <summary>A date or a time of one.</summary>
    public const string DateTime = "DATE_TIME";

    /// <summary>A person's age.</summary>
    public const string Age = "AGE";

    /// <summary>A form of address or a profession that stands with a name.</summary>
    public const string Title = "TITLE";

    /// <summary>A nationality, religious or political group.</summary>
    public const string Nrp = "NRP";

    /// <summary>A sentence about someone's or anyone's health.</summary>
    public const string Health = "TOPIC_HEALTH";

    /// <summary>A sentence about someone's money.</summary>
    public const string Finance = "TOPIC_FINANCE";

    /// <summary>A sentence about courts, crimes and claims.</summary>
    public const string Legal = "TOPIC_LEGAL";

    /// <summary>A sentence about sexual life or orientation.</summary>
    public const string Sexual = "TOPIC_SEXUAL";

    /// <summary>A sentence about political opinions or membership of a union.</summary>
    public const string Political = "TOPIC_POLITICAL";

    /// <summary>A sentence about faith.</summary>
    public const string Religious = "TOPIC_RELIGIOUS";

    /// <summary>A sentence about what identifies a body: fingerprints, faces, voices, genes.</summary>
    public const string Biometric = "TOPIC_BIOMETRIC";

    /// <summary>A sentence about a child.</summary>
    public const string Minors = "TOPIC_MINORS";

    /// <summary>A sentence that tries to steer a model against who uses it.</summary>
    public const string PromptInjection = "SAFETY_PROMPT_INJECTION";

    /// <summary>A sentence that asks for help with harm.</summary>
    public const string Misuse = "SAFETY_MISUSE";

    private static readonly FrozenSet<string> Confidential = FrozenSet.Create(
        StringComparer.Ordinal,
        Email, Phone, AttachmentTypes.Image, AttachmentTypes.Audio, AttachmentTypes.File, IpAddress, MacAddress, Person, StreetAddress,
        "UK_POSTCODE", "UK_VEHICLE_REGISTRATION", "DE_KFZ", "IN_VEHICLE_REGISTRATION", "NG_VEHICLE_REGISTRATION", "TR_LICENSE_PLATE", "VIN", "IMEI");

    // What names no person by itself: told so that a policy can use it, read by every zone that the default policy lets read.
    private static readonly FrozenSet<string> Internal = FrozenSet.Create(
        StringComparer.Ordinal,
        Url, Location, ZipCode, "DE_PLZ", Organization, DateTime, Age, Title, Nrp, "ISIN", "LEI", "SWIFT_CODE", "DE_HANDELSREGISTER", "DE_VAT_ID",
        "ABA_ROUTING_NUMBER");

    /// <summary>Every type that the detectors of this library find, sorted.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. ((string[])[
            CreditCard, DeTaxId, Email, EsNie, EsNif, Iban, InAadhaar, IpAddress, ItFiscalCode, Phone, PlPesel, Secret, UkNhs, UsSsn,
            MacAddress, Url, Crypto, .. Topics.All, .. AttachmentTypes.All, Person, Location, StreetAddress, ZipCode, Organization, DateTime, Age, Title, Nrp,
            .. NumberFormats.All.Select(static f => f.Type)]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known =
        All.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether this is the name of a type.</summary>
    internal static bool IsKnown(ReadOnlySpan<char> type) => Known.Contains(type);

    /// <summary>How sensitive a finding is; a type that is not known here counts as restricted.</summary>
    /// <param name="type">The finding's type.</param>
    public static SensitivityLevel LevelOf(string type) =>
        IsTopic(type) ? SensitivityLevel.Public
        : Confidential.Contains(type) ? SensitivityLevel.Confidential
        : Internal.Contains(type) ? SensitivityLevel.Internal
        : SensitivityLevel.Restricted;

    /// <summary>
    /// Whether a type says what a sentence is about rather than that a value stands there. Topics raise no level: only rules that
    /// name them, or that speak of everything, act on them.
    /// </summary>
    /// <param name="type">The finding's type.</param>
    public static bool IsTopic(string type) => type.StartsWith("TOPIC_", StringComparison.Ordinal) || type.StartsWith("SAFETY_", StringComparison.Ordinal);

    /// <summary>The label of one finding alone.</summary>
    /// <param name="type">The finding's type.</param>
    public static Label LabelOf(string type) => new(LevelOf(type), [type]);
}
