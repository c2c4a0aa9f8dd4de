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

    private static readonly FrozenDictionary<string, SensitivityLevel> Levels = new Dictionary<string, SensitivityLevel>
    {
        [Email] = SensitivityLevel.Confidential,
        [Phone] = SensitivityLevel.Confidential,
        [IpAddress] = SensitivityLevel.Confidential,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every type that the detectors of this library find, sorted.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CreditCard, DeTaxId, Email, EsNie, EsNif, Iban, InAadhaar, IpAddress, ItFiscalCode, Phone, PlPesel, Secret, UkNhs, UsSsn,
    ];

    /// <summary>How sensitive a finding is; a type that is not known here counts as restricted.</summary>
    /// <param name="type">The finding's type.</param>
    public static SensitivityLevel LevelOf(string type) => Levels.GetValueOrDefault(type, SensitivityLevel.Restricted);

    /// <summary>The label of one finding alone.</summary>
    /// <param name="type">The finding's type.</param>
    public static Label LabelOf(string type) => new(LevelOf(type), [type]);
}
