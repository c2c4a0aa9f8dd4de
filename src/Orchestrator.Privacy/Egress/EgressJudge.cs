using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>Decides what a target may see of a label, over every zone that can read the bytes on their way. Pure.</summary>
internal sealed class EgressJudge(PrivacyPolicy policy)
{
    /// <summary>The rule that a verdict names for the zone where the text already is.</summary>
    public const string AlreadyThere = "already-there";

    public PrivacyPolicy Policy => policy;

    public TargetVerdict Decide(RequestAnalysis analysis, Target target, Zone entered)
    {
        var question = analysis.Question(target.Tier);
        var zones = ImmutableArray.CreateBuilder<ZoneVerdict>(target.Path.Length + 1);
        var verdict = Verdict.Allow;
        var reasons = new List<string>();
        foreach (var zone in target.Path)
        {
            var carrier = Evaluate(question with { Zone = zone }, entered);
            zones.Add(carrier);
            if (!target.Sealed)
                verdict = Least(verdict, carrier, question, entered, reasons);
            else if (carrier is { Process: not Verdict.Allow, CarrySealed: false })
            {
                verdict = Verdict.Deny;
                reasons.Add($"{zone} may not even carry this sealed ({Rule(carrier)})");
            }
        }

        var reader = Evaluate(question with { Zone = target.Zone }, entered);
        zones.Add(reader);
        verdict = Least(verdict, reader, question, entered, reasons);
        if (target.Sealed && verdict != Verdict.Deny && target.Path.Length > 0)
            reasons.Add($"{string.Join(" and ", target.Path)} only carries it sealed");
        return new() { Verdict = verdict, Zones = zones.MoveToImmutable(), Reason = string.Join("; ", reasons) };
    }

    /// <summary>The zones that read what this target is sent, those where the text already is left out.</summary>
    public static ImmutableArray<Zone> Readers(Target target, Zone entered) =>
        [.. (target.Sealed ? [] : target.Path).Append(target.Zone).Where(zone => zone != entered).Distinct()];

    /// <summary>What all of these zones may read; the question's own zone does not matter.</summary>
    public Verdict Least(in PolicyQuestion question, ImmutableArray<Zone> readers)
    {
        var least = Verdict.Allow;
        foreach (var zone in readers)
        {
            var verdict = policy.Evaluate(question with { Zone = zone }).Process;
            if (verdict < least)
                least = verdict;
        }

        return least;
    }

    private ZoneVerdict Evaluate(in PolicyQuestion question, Zone entered) =>
        question.Zone == entered && entered.Kind != default ? new(entered, Verdict.Allow, true, AlreadyThere) : policy.Evaluate(question);

    private Verdict Least(Verdict verdict, ZoneVerdict zone, in PolicyQuestion question, Zone entered, List<string> reasons)
    {
        reasons.Add(zone.Process switch
        {
            _ when zone.Rule == AlreadyThere && zone.Zone == entered => $"the text is already in {zone.Zone}",
            Verdict.Allow => $"{zone.Zone} may read this ({Rule(zone)})",
            Verdict.Deny => $"{(zone.Zone.Kind == default ? "an unnamed zone" : zone.Zone)} may read nothing of this ({Rule(zone)}){Remedy(question with { Zone = zone.Zone })}",
            Verdict.Pseudonymize => $"{zone.Zone} may read this only with {Withheld(question, zone.Zone)} replaced by pseudonyms ({Rule(zone)})",
            _ => $"{zone.Zone} may read this only with {Withheld(question, zone.Zone)} removed ({Rule(zone)})",
        });
        return zone.Process < verdict ? zone.Process : verdict;
    }

    private string Remedy(in PolicyQuestion question) =>
        policy.MissingConsent(question) is { } consent ? $", unless the person consents to {consent}" : "";

    private string Withheld(PolicyQuestion question, Zone zone)
    {
        var types = question.Label.Categories.Where(type => policy.Evaluate(question with { Zone = zone, Label = FindingTypes.LabelOf(type) }).Process != Verdict.Allow).ToArray();
        return types.Length > 0 ? string.Join(", ", types) : "everything found in it";
    }

    private string Rule(ZoneVerdict verdict) =>
        verdict.Rule == PrivacyPolicy.NoRule ? $"no rule of policy {policy.Name} speaks of it" : $"rule {verdict.Rule}";
}
