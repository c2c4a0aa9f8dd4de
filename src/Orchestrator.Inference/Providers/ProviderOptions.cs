using System.ComponentModel.DataAnnotations;
using Orchestrator.Inference.Providers.Prices;

namespace Orchestrator.Inference.Providers;

/// <summary>A model at an OpenAI-compatible provider; one entry of configuration section <c>Orchestrator:Providers</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>What policies, ledgers and answers call it: lower-case letters, digits, '-', '_' or '.'.</summary>
    [Required]
    [RegularExpression("[a-z0-9._-]{1,64}", ErrorMessage = "Orchestrator:Providers:*:Name must be 1 to 64 lower-case letters, digits, '-', '_' or '.'.")]
    public string Name { get; set; } = "";

    /// <summary>The base URL, up to and including its version part, for example <c>http://127.0.0.1:8094/v1</c>.</summary>
    [Required]
    [Url(ErrorMessage = "Orchestrator:Providers:*:BaseUrl must be an absolute http or https URL.")]
    public string BaseUrl { get; set; } = "";

    /// <summary>The API key; null when the provider wants none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The model's name at the provider.</summary>
    [Required]
    public string Model { get; set; } = "";

    /// <summary>The region that the provider promises to stay in; part of the zone's name.</summary>
    public string? Region { get; set; }

    /// <summary>US dollars for a million prompt tokens; beats the price list.</summary>
    /// <value>The default is null: what the price list says, or else 0.</value>
    [Range(0, 1_000_000)]
    public decimal? InputPricePerMillion { get; set; }

    /// <summary>US dollars for a million completion tokens; beats the price list.</summary>
    /// <value>The default is null: what the price list says, or else 0.</value>
    [Range(0, 1_000_000)]
    public decimal? OutputPricePerMillion { get; set; }

    /// <summary>The price that holds: what stands here, or else what the list says, or else none.</summary>
    internal TargetPrice Price(PriceList? prices)
    {
        var listed = prices?.Find(Name, Model) ?? TargetPrice.Free;
        return InputPricePerMillion is null && OutputPricePerMillion is null
            ? listed
            : new(InputPricePerMillion ?? listed.InputPerMillion, OutputPricePerMillion ?? listed.OutputPerMillion);
    }

    /// <summary>The longest prompt in tokens; 0 when unknown.</summary>
    /// <value>The default is 128,000.</value>
    [Range(0, 100_000_000)]
    public int ContextTokens { get; set; } = 128_000;

    /// <summary>Whether the model calls tools.</summary>
    /// <value>The default is true.</value>
    public bool Tools { get; set; } = true;

    /// <summary>Whether the model holds its answer to a JSON schema.</summary>
    /// <value>The default is true.</value>
    public bool JsonSchema { get; set; } = true;

    /// <summary>Whether the provider wants <c>max_completion_tokens</c> in place of <c>max_tokens</c>.</summary>
    /// <value>The default is false.</value>
    public bool UseMaxCompletionTokens { get; set; }

    /// <summary>The longest wait for the answer's beginning, and the longest silence in it: no byte, not even of a comment.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:30:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait for a connection, name resolution and TLS included.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many requests may be at the provider at once; the next ones go to another target.</summary>
    /// <value>The default is 512.</value>
    [Range(1, 100_000)]
    public int MaxConcurrentRequests { get; set; } = 512;

    /// <summary>The longest rest that the provider is given when it asks for one (<c>Retry-After</c>); zero gives it none.</summary>
    /// <value>The default is 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxRest { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest event of a streamed answer, in bytes; a longer one ends the attempt.</summary>
    /// <value>The default is 1 MiB.</value>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxEventBytes { get; set; } = 1024 * 1024;

    /// <summary>The longest answer, text and tool calls together, in bytes of UTF-8; a longer one ends the attempt.</summary>
    /// <value>The default is 4 MiB.</value>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 4 * 1024 * 1024;
}
