using System.Globalization;
using Orchestrator.Conversations;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Chat;

/// <summary>The one line under an answer: tier, zone, node, model, why, time, cost, and what left the place where the text entered.</summary>
internal static class AnswerLine
{
    private const int DigestShown = 8;

    public static string Of(TurnView turn, TimeSpan took)
    {
        var route = turn.Route;
        var parts = new List<string>();
        if (route.Target is { } target)
        {
            parts.Add($"{target.Tier.ToString().ToLowerInvariant()}{(route.Fallback ? " (fallback)" : "")}");
            parts.Add(target.Zone.Name);
            parts.Add(target.Node);
            parts.Add(Model(target.Model));
        }

        parts.Add(turn.State == TurnState.Completed ? Why(route) : route.ReasonCode);
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0} ms"));
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{turn.Cost:0.######} USD"));
        parts.Add(Left(route));
        return string.Join(" · ", parts);
    }

    public static string Model(ModelReference model) =>
        model.StandIn ? $"{model.Name} (a stand-in, no model)"
        : model.Digest is { Length: > DigestShown } digest ? $"{model.Name}@sha256:{digest[..DigestShown]}…"
        : model.Name;

    /// <summary>What left, for each place that it left for.</summary>
    public static string Left(TurnRoute route)
    {
        var from = route.Entered == Zone.Device ? "the device" : route.Entered.Name;
        var left = route.Ledger.Where(entry => !entry.StayedInZone).ToList();
        return left.Count == 0
            ? $"nothing left {from}"
            : $"left {from} for " + string.Join(", then for ", left.Select(Left).Distinct(StringComparer.Ordinal));
    }

    private static string Left(LedgerEntry entry)
    {
        var facts = new List<string>();
        if (entry.Sealed)
            facts.Add("sealed");
        if (!entry.Disclosed.IsEmpty)
            facts.Add($"{Counts(entry.Disclosed)} readable there");
        if (!entry.Pseudonymized.IsEmpty)
            facts.Add($"{Counts(entry.Pseudonymized)} as pseudonyms");
        if (!entry.Withheld.IsEmpty)
            facts.Add($"{Counts(entry.Withheld)} withheld");
        if (entry.WithheldAnswers > 0)
            facts.Add($"{entry.WithheldAnswers} earlier answer{(entry.WithheldAnswers == 1 ? "" : "s")} withheld");
        return facts.Count == 0 ? entry.Zone.Name : $"{entry.Zone.Name} ({string.Join(", ", facts)})";
    }

    private static string Counts(IEnumerable<TypeCount> counts) => string.Join(", ", counts.Select(c => $"{c.Count} {c.Type}"));

    private static string Why(TurnRoute route)
    {
        if (route.Reasons.IsDefaultOrEmpty)
            return route.ReasonCode;
        var first = route.Reasons[0].TrimEnd('.');

        // The first reason begins with tier and zone, which the line has said already.
        var colon = first.IndexOf(": ", StringComparison.Ordinal);
        return $"{route.ReasonCode}: {(colon > 0 && first.StartsWith($"{route.Target?.Tier} tier", StringComparison.Ordinal) ? first[(colon + 2)..] : first)}";
    }
}
