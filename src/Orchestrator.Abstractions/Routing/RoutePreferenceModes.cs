using System.Diagnostics.CodeAnalysis;

namespace Orchestrator;

/// <summary>The names of <see cref="RoutePreferenceMode"/> as callers write them.</summary>
public static class RoutePreferenceModes
{
    private static readonly (string Name, RoutePreferenceMode Mode)[] s_names =
    [
        ("auto", RoutePreferenceMode.Auto),
        ("prefer-device", RoutePreferenceMode.PreferDevice),
        ("only-device", RoutePreferenceMode.OnlyDevice),
        ("prefer-cloud", RoutePreferenceMode.PreferCloud),
        ("only-cloud", RoutePreferenceMode.OnlyCloud),
    ];

    /// <summary>What a preference may be, for whoever wrote something else.</summary>
    public static string Allowed => "auto, prefer-device, only-device, prefer-cloud or only-cloud";

    /// <summary>Reads a name.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="mode">The preference.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out RoutePreferenceMode mode)
    {
        var place = Array.FindIndex(s_names, n => n.Name == text);
        mode = place >= 0 ? s_names[place].Mode : default;
        return place >= 0;
    }
}
