using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orchestrator;

/// <summary>
/// The one number that balances quality against cost: 0 takes the cheapest answer that may do, 1 the best. Where a small and a large
/// open model compete, it is about the share of hard prompts that the large one gets.
/// </summary>
public static class QualityDial
{
    /// <summary>Where nobody says otherwise.</summary>
    public const double Balanced = 0.5;

    /// <summary>Named positions, the cheapest first.</summary>
    public static IReadOnlyList<(string Name, double Value)> Presets { get; } =
        [("cheapest", 0), ("economy", 0.25), ("balanced", Balanced), ("careful", 0.75), ("best", 1)];

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
