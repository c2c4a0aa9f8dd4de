namespace Orchestrator.Privacy;

/// <summary>The detectors of this library.</summary>
internal static class Detectors
{
    public static IEnumerable<IDetector> All() =>
    [
        new CreditCardDetector(),
        new IbanDetector(),
        new EmailDetector(),
        new IpAddressDetector(),
    ];
}
