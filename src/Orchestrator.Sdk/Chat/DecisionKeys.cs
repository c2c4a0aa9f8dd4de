namespace Orchestrator.Sdk.Chat;

/// <summary>Names of the decision's parts in a response's additional properties, and of wishes in an option's.</summary>
public static class DecisionKeys
{
    /// <summary><c>nano</c>, <c>mini</c> or <c>cloud</c>.</summary>
    public const string Tier = "orchestrator.tier";

    /// <summary>The zone that answered.</summary>
    public const string Zone = "orchestrator.zone";

    /// <summary>The node or provider that answered.</summary>
    public const string Node = "orchestrator.node";

    /// <summary><c>name@sha256:&lt;hex&gt;</c>, <c>name@stand-in</c>, or the provider's name of the model.</summary>
    public const string Model = "orchestrator.model";

    /// <summary>A stable code of why.</summary>
    public const string Reason = "orchestrator.reason";

    /// <summary>Why, in plain words: a list of strings.</summary>
    public const string Reasons = "orchestrator.reasons";

    /// <summary>The zone where the text entered.</summary>
    public const string Entered = "orchestrator.entered";

    /// <summary>The conversation's id.</summary>
    public const string Conversation = "orchestrator.conversation";

    /// <summary>The turn's id.</summary>
    public const string Turn = "orchestrator.turn";

    /// <summary>Which attempt answered, from 1.</summary>
    public const string Attempt = "orchestrator.attempt";

    /// <summary>Whether another target should have answered.</summary>
    public const string Fallback = "orchestrator.fallback";

    /// <summary>The version of the policy that decided.</summary>
    public const string Policy = "orchestrator.policy";

    /// <summary>Cost in US dollars, a decimal.</summary>
    public const string Cost = "orchestrator.cost";

    /// <summary>The model's calibrated confidence, where it has one.</summary>
    public const string Confidence = "orchestrator.confidence";

    /// <summary>In options: a <see cref="RoutePreference"/>, a <see cref="RoutePreferenceMode"/>, or its name such as <c>only-device</c>. Anything else is refused.</summary>
    public const string Preference = "orchestrator.preference";

    /// <summary>In options: the quality dial, a number from 0 to 1 or a preset's name (<see cref="QualityDial.Presets"/>); it wins over <see cref="Preference"/>'s.</summary>
    public const string Quality = "orchestrator.quality";

    /// <summary>In options: the turn id, so that a repeated request is answered once.</summary>
    public const string TurnId = "orchestrator.turn_id";
}
