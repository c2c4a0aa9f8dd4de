namespace Orchestrator.Privacy;

/// <summary>Every format of the table.</summary>
internal static class NumberFormats
{
    public static IEnumerable<NumberFormat> All { get; } =
        [.. AmericanFormats.All, .. BritishFormats.All, .. GermanFormats.All, .. EuropeanFormats.All, .. AsianFormats.All, .. OtherFormats.All, .. WorldFormats.All];

    public static NumberFormat Make(string type, string shapes, Check check, string words, double grouped = 0, double bare = 0) => new()
    {
        Type = type,
        Shapes = [.. shapes.Split('|').Select(static s => new Shape(s))],
        Check = check,
        Words = ContextWords.Of(words),
        Grouped = grouped,
        Bare = bare,
    };
}
