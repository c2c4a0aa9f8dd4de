using System.Text.Json.Serialization;

namespace Orchestrator.Inference.Taggers;

/// <summary>What can be done about an intent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IntentKind>))]
public enum IntentKind
{
    /// <summary>Not the model's: something else.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>A tool call can carry it out.</summary>
    [JsonStringEnumMemberName("command")]
    Command,

    /// <summary>A prepared answer replies to it.</summary>
    [JsonStringEnumMemberName("answer")]
    Answer,

    /// <summary>Recognised, but better answered by another model.</summary>
    [JsonStringEnumMemberName("talk")]
    Talk,
}
