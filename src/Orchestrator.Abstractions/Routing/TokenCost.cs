using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator;

/// <summary>What an answer cost in US dollars, and why.</summary>
public sealed record TokenCost
{
    /// <summary>The kinds of tokens, each counted once.</summary>
    public required ImmutableArray<CostPart> Parts { get; init; }

    /// <summary>True when the tokens are counted from the text, as the target did not tell them.</summary>
    public bool Estimated { get; init; }

    /// <summary>The day of the price list.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>US dollars in all; exact.</summary>
    public decimal Amount
    {
        get
        {
            var sum = 0m;
            foreach (var part in Parts)
                sum += part.Amount;
            return sum;
        }
    }

    /// <summary>The sum in words, for example <c>900 input at 2.5, 100 cached input at 1.25 and 50 output at 10 USD a million; prices of 2026-11-01</c>.</summary>
    public override string ToString()
    {
        var parts = Parts.Where(static p => p.Tokens != 0).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Tokens} {p.Kind} at {p.PerMillion:0.######}")).ToList();
        var sum = parts.Count switch
        {
            0 => "no tokens",
            1 => parts[0],
            _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}",
        };
        var date = AsOf is { } day ? string.Create(CultureInfo.InvariantCulture, $"; prices of {day:yyyy-MM-dd}") : "";
        return $"{sum} USD a million{(Estimated ? "; the tokens are an estimate" : "")}{date}";
    }
}
