namespace Orchestrator.Privacy;

/// <summary>The detectors of this library.</summary>
internal static class Detectors
{
    public static IEnumerable<IDetector> All() =>
    [
        new CreditCardDetector(),
        new IbanDetector(),
        new EmailDetector(),
        new PhoneDetector(),
        new IpAddressDetector(),
        new MacAddressDetector(),
        new UrlDetector(),
        new CryptoDetector(),
        new DateDetector(),
        new UsSsnDetector(),
        new UkNhsDetector(),
        new DeTaxIdDetector(),
        new EsIdentityDetector(),
        new ItFiscalCodeDetector(),
        new PlPeselDetector(),
        new InAadhaarDetector(),
        new NumberFormatDetector(NumberFormats.All),
        new TokenDetector(),
        new JwtDetector(),
        new PrivateKeyDetector(),
        new UrlCredentialDetector(),
        new CommandLineDetector(),
        new AzureSecretDetector(),
        new AppTokenDetector(),
        new AuthorizationDetector(),
        new AssignedSecretDetector(),
        // Last, because it leaves alone what the others found.
        new NameDetector(NameTagger.Shipped),
    ];
}
