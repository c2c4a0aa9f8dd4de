using System.Text.Json.Serialization;

namespace Orchestrator.Inference.Local;

/// <summary>The tier a local model was made for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelRole>))]
public enum ModelRole
{
    /// <summary>Small enough for a device.</summary>
    [JsonStringEnumMemberName("nano")]
    Nano,

    /// <summary>For a gateway.</summary>
    [JsonStringEnumMemberName("mini")]
    Mini,
}
