using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>One rule of a policy.</summary>
internal sealed record PolicyRule
{
    public required string Name { get; init; }

    /// <summary>When it speaks.</summary>
    public required PolicyConditions When { get; init; }

    /// <summary>When it is silent after all; it never depends on the text, so that a more sensitive text never gets more.</summary>
    public PolicyConditions? Unless { get; init; }

    /// <summary>It matches labels of at least this level.</summary>
    public SensitivityLevel Level { get; init; } = SensitivityLevel.Public;

    /// <summary>It matches labels with one of these categories; empty for every label.</summary>
    public FrozenSet<string> Categories { get; init; } = [];

    /// <summary>It matches texts in which each of these types was found at least so often.</summary>
    public ImmutableArray<TypeCount> Findings { get; init; } = [];

    public required Verdict Verdict { get; init; }

    /// <summary>Without this consent the rule denies.</summary>
    public string? RequireConsent { get; init; }

    /// <summary>Whether the zone may carry sealed what it may not read; null when the rule does not say.</summary>
    public bool? CarrySealed { get; init; }

    /// <summary>Whether a zone is one that it can speak of at all.</summary>
    public bool SpeaksOf(Zone zone) => When.SpeaksOf(zone);

    /// <summary>Whether it matches a question about a zone that it speaks of, and that its exception speaks of if it has one.</summary>
    public bool Matches(in PolicyQuestion question) =>
        question.Label.Level >= Level
        && HasCategory(question.Label)
        && HasFindings(question.Findings)
        && When.HoldFor(question)
        && !(Unless is { } unless && unless.HoldFor(question));

    /// <summary>What it says; a consent that is missing makes it deny.</summary>
    public Verdict Says(in PolicyQuestion question) => Lacks(question) ? Verdict.Deny : Verdict;

    /// <summary>Whether only a consent is missing.</summary>
    public bool Lacks(in PolicyQuestion question) =>
        RequireConsent is { } consent && !question.Context.Consents.Contains(consent, StringComparer.Ordinal);

    private bool HasCategory(Label label)
    {
        if (Categories.Count == 0)
            return true;
        foreach (var category in label.Categories)
        {
            if (Categories.Contains(category))
                return true;
        }

        return false;
    }

    private bool HasFindings(ImmutableArray<TypeCount> findings)
    {
        foreach (var least in Findings)
        {
            var found = false;
            foreach (var finding in findings)
                found |= finding.Type == least.Type && finding.Count >= least.Count;
            if (!found)
                return false;
        }

        return true;
    }
}
