namespace Orchestrator.Privacy;

/// <summary>The detectors of this library.</summary>
internal static class Detectors
{
    /// <summary>All of them, in the order in which they run.</summary>
    /// <param name="own">Somebody's own, which run first, and like these on what is spelled in words or encoded too.</param>
    public static IEnumerable<IDetector> With(params IEnumerable<IDetector> own)
    {
        // Unpacked while the rest is compiled, which shortens the start by a third; what fails here fails again where it is used.
        _ = Task.Run(static () => NameTagger.Shipped.Value);
        _ = Task.Run(static () => TopicCues.Shipped.Value);
        _ = Task.Run(NumberingPlans.Load);
        List<IDetector> forms = [.. own, .. Forms()];
        var names = new NameDetector(NameTagger.Shipped);
        // The tagger comes after the others, because it leaves alone what they found; topics are read where it has been.
        return [.. forms, new HiddenTextDetector(forms, names), names, new TopicDetector(TopicCues.Shipped)];
    }

    private static IEnumerable<IDetector> Forms() =>
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
    ];
}
