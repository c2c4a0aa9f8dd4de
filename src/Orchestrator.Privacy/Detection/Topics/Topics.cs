namespace Orchestrator.Privacy;

/// <summary>
/// What a text is about, beside the values in it: sensitive topics, and what makes a text unsafe. A topic is a category of the label
/// like any other, so that policies can speak of it; by itself it raises no level.
/// </summary>
internal static class Topics
{
    public static readonly string[] All =
    [
        FindingTypes.Health, FindingTypes.Finance, FindingTypes.Legal, FindingTypes.Sexual, FindingTypes.Political,
        FindingTypes.Religious, FindingTypes.Biometric, FindingTypes.Minors, FindingTypes.PromptInjection, FindingTypes.Misuse,
    ];
}
