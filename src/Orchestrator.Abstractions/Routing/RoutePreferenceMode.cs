namespace Orchestrator;

/// <summary>Where the caller wants an answer from. A preference can only tighten what policy allows.</summary>
public enum RoutePreferenceMode
{
    /// <summary>The router decides.</summary>
    Auto = 0,

    /// <summary>On the device if it can; elsewhere otherwise. When nothing else can be reached, the device answers as well as it can.</summary>
    PreferDevice = 1,

    /// <summary>On the device or not at all.</summary>
    OnlyDevice = 2,

    /// <summary>At a provider if policy and the network allow; nearer otherwise.</summary>
    PreferCloud = 3,

    /// <summary>At a provider or not at all.</summary>
    OnlyCloud = 4,
}
