using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>What a caller of the OpenAI face asks of the route, in the body's <c>orchestrator</c> object. A header of the same name wins.</summary>
public sealed record RouteWish
{
    /// <summary><c>auto</c>, <c>prefer-device</c>, <c>only-device</c>, <c>prefer-cloud</c> or <c>only-cloud</c>.</summary>
    [JsonPropertyName("preference")]
    public string? Preference { get; set; }

    /// <summary>0 takes the cheapest answer that may do, 1 the best. In JSON also a preset's name (<see cref="QualityDial.Presets"/>).</summary>
    [JsonPropertyName("quality")]
    [JsonConverter(typeof(DialConverter))]
    public double? Quality { get; set; }

    /// <summary>The most that the turn may cost, in US dollars.</summary>
    [JsonPropertyName("max_cost")]
    public decimal? MaxCost { get; set; }

    /// <summary>The longest wait for the first content, in milliseconds.</summary>
    [JsonPropertyName("max_latency")]
    public double? MaxLatency { get; set; }

    /// <summary>What the app asks for, such as <c>support</c>; policies may ask for it.</summary>
    [JsonPropertyName("purpose")]
    public string? Purpose { get; set; }

    /// <summary>What the person consented to: names between commas; policies may require them.</summary>
    [JsonPropertyName("consent")]
    public string? Consent { get; set; }

    /// <summary>The conversation that the turn belongs to, 32 hex digits.</summary>
    [JsonPropertyName("conversation")]
    public string? Conversation { get; set; }
}
