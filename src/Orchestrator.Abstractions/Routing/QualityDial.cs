using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orchestrator;

/// <summary>
/// The one number that balances quality against cost: 0 takes the cheapest answer that may do, 1 the best. Where a small and a large
/// open model compete, it is about the share of hard prompts that the large one gets.
/// </summary>
public static class QualityDial
{
    /// <summary>The cheapest answer that may do.</summary>
    public const double Cheapest = 0;

    /// <summary>Between the cheapest and the balanced.</summary>
    public const double Economy = 0.25;

    /// <summary>Where nobody says otherwise.</summary>
    public const double Balanced = 0.5;

    /// <summary>Between the balanced and the best.</summary>
    public const double Careful = 0.75;

    /// <summary>The best answer that can be had.</summary>
    public const double Best = 1;

    /// <summary>Named positions, the cheapest first.</summary>
    public static IReadOnlyList<(string Name, double Value)> Presets { get; } =
        [("cheapest", Cheapest), ("economy", Economy), ("balanced", Balanced), ("careful", Careful), ("best", Best)];

    /// <summary>What a dial may be, for whoever wrote something else.</summary>
    public static string Allowed { get; } = $"a number from 0 to 1, or {string.Join(", ", Presets.Select(static p => p.Name))}";

    /// <summary>Reads a number from 0 to 1 or a preset's name, in any case.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The dial.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return value is >= 0 and <= 1;
        foreach (var preset in Presets)
        {
            if (string.Equals(preset.Name, text, StringComparison.OrdinalIgnoreCase))
            {
                value = preset.Value;
                return true;
            }
        }

        return false;
    }
}
