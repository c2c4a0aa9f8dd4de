namespace Orchestrator.Training.Home;

/// <summary>
/// Output classes finer than Home Assistant's intents: HassTurnOn is "turn on" for a light, "open" for a cover and
/// "lock" for a lock, and only one of these means what HWU64's iot_hue_lighton means.
/// </summary>
internal static class HomeLabels
{
    public static string Of(string intent, string domain, string template) => intent switch
    {
        "HassTurnOn" or "HassTurnOff" => $"{intent}/{Thing(domain)}",
        "HassLightSet" => template.Contains("color", StringComparison.Ordinal) ? "HassLightSet/color" : "HassLightSet/brightness",
        _ => intent,
    };

    static string Thing(string domain) => domain switch
    {
        "light" or "lock" or "scene" or "script" => domain,
        "cover" or "valve" => "cover",
        _ => "device",
    };
}
