using System.ComponentModel.DataAnnotations;
using Orchestrator.Inference.Providers.Prices;

namespace Orchestrator.Inference.Providers;

/// <summary>A model at a provider; one entry of configuration section <c>Orchestrator:Providers</c>.</summary>
public sealed class ProviderOptions : IValidatableObject
{
    /// <summary>What API it has.</summary>
    /// <value>The default is <see cref="ProviderKind.OpenAI"/>.</value>
    [EnumDataType(typeof(ProviderKind), ErrorMessage = "Orchestrator:Providers:*:Kind must be OpenAI, AzureOpenAI or Anthropic.")]
    public ProviderKind Kind { get; set; }

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

    /// <summary>
    /// Azure OpenAI: the <c>api-version</c> of the deployments API; <see cref="BaseUrl"/> is then the resource's address alone and
    /// <see cref="Model"/> the deployment's name. Null for the v1 API, whose base URL ends with <c>/openai/v1</c>.
    /// </summary>
    [RegularExpression("[0-9a-zA-Z.-]{1,32}", ErrorMessage = "Orchestrator:Providers:*:ApiVersion must be a version such as 2024-10-21.")]
    public string? ApiVersion { get; set; }

    /// <summary>The model's name at the provider.</summary>
    [Required]
    public string Model { get; set; } = "";

    /// <summary>The name of a model at the provider that embeds texts; null for none. It is asked only by this name.</summary>
    public string? EmbeddingModel { get; set; }

    /// <summary>The region that the provider promises to stay in; part of the zone's name.</summary>
    public string? Region { get; set; }

    /// <summary>Other addresses where the same model answers for the same price. Turns are spread over all of them by their load.</summary>
    public List<ReplicaOptions> Replicas { get; } = [];

    /// <summary>Its place among the addresses of one provider, from 1.</summary>
    internal int Place { get; private set; } = 1;

    /// <summary>What targets and metrics call this address: the name, and from the second on its place.</summary>
    internal string Address => Place == 1 ? Name : $"{Name}#{Place}";

    /// <summary>The provider at each of its addresses: as it stands here, then its replicas.</summary>
    public IEnumerable<ProviderOptions> Addresses()
    {
        yield return this;
        for (var i = 0; i < Replicas.Count; i++)
        {
            var copy = (ProviderOptions)MemberwiseClone();
            copy.Place = i + 2;
            copy.BaseUrl = Replicas[i].BaseUrl;
            copy.ApiKey = Replicas[i].ApiKey ?? ApiKey;
            copy.Region = Replicas[i].Region ?? Region;
            yield return copy;
        }
    }

    /// <summary>US dollars for a million prompt tokens; beats the price list.</summary>
    /// <value>The default is null: what the price list says, or else 0.</value>
    [Range(0, 1_000_000)]
    public decimal? InputPricePerMillion { get; set; }

    /// <summary>US dollars for a million completion tokens; beats the price list.</summary>
    /// <value>The default is null: what the price list says, or else 0.</value>
    [Range(0, 1_000_000)]
    public decimal? OutputPricePerMillion { get; set; }

    /// <summary>US dollars for a million tokens that <see cref="EmbeddingModel"/> embeds; beats the price list.</summary>
    /// <value>The default is null: the input price of the price list, or else 0.</value>
    [Range(0, 1_000_000)]
    public decimal? EmbeddingPricePerMillion { get; set; }

    /// <summary>What embeddings cost: what stands here, or else what the list says, or else nothing.</summary>
    internal TargetPrice EmbeddingPrice(PriceList? prices) => EmbeddingPricePerMillion is { } price
        ? new(price, 0)
        : prices?.Find(Name, EmbeddingModel ?? "") ?? TargetPrice.Free;

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

    /// <summary>Whether the model holds its answer to a JSON schema. <see cref="ProviderKind.Anthropic"/> never does: requests to it have no word for one.</summary>
    /// <value>The default is true.</value>
    public bool JsonSchema { get; set; } = true;

    /// <summary>
    /// The kinds of attachments that the model takes, such as <c>Image, File</c>. <see cref="ProviderKind.Anthropic"/> takes no recordings,
    /// and of files PDF only.
    /// </summary>
    /// <value>None by default.</value>
    public AttachmentKinds Takes { get; set; }

    /// <summary>Whether the provider wants <c>max_completion_tokens</c> in place of <c>max_tokens</c>.</summary>
    /// <value>The default is false.</value>
    public bool UseMaxCompletionTokens { get; set; }

    /// <summary>Anthropic, whose API insists on a limit of completion tokens: the limit when the caller sets none.</summary>
    /// <value>The default is 8,192.</value>
    [Range(1, 1_000_000)]
    public int DefaultOutputTokens { get; set; } = 8192;

    /// <summary>The longest wait for the first content, whatever keeps the line open meanwhile.</summary>
    /// <value>The default is 60 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstContentTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest time for a whole answer.</summary>
    /// <value>The default is 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The fewest tokens a second, once the answer has begun; a slower one ends the attempt. 0 accepts any.</summary>
    /// <value>The default is 0.5.</value>
    [Range(0.0, 10_000.0)]
    public double MinTokensPerSecond { get; set; } = 0.5;

    /// <summary>Over how long a time of waiting <see cref="MinTokensPerSecond"/> is looked at.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan RateWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait for the answer's beginning, and the longest silence in it: no byte, not even of a comment.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:30:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait for a connection, name resolution and TLS included.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many requests may be at the provider at once; the next ones wait in the queue.</summary>
    /// <value>The default is 512.</value>
    [Range(1, 100_000)]
    public int MaxConcurrentRequests { get; set; } = 512;

    /// <summary>How many requests may wait for a place; the next ones go to another target.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 100_000)]
    public int MaxQueuedRequests { get; set; }

    /// <summary>The share of failed attempts that opens the circuit: the provider is then left alone for a while.</summary>
    /// <value>The default is 0.5.</value>
    [Range(0.01, 1.0)]
    public double BreakAtFailureRatio { get; set; } = 0.5;

    /// <summary>How many attempts there must be within <see cref="BreakWindow"/> before their failures open the circuit.</summary>
    /// <value>The default is 3.</value>
    [Range(2, 10_000)]
    public int BreakAtFailures { get; set; } = 3;

    /// <summary>Over how long a time failures are counted; longer than a few that each take as long as <see cref="StallTimeout"/>.</summary>
    /// <value>The default is 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an open circuit lets nothing through before one attempt may try; doubles each time that it tries in vain.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan Break { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest break.</summary>
    /// <value>The default is 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.5", "1.00:00:00")]
    public TimeSpan MaxBreak { get; set; } = TimeSpan.FromMinutes(2);

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

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EmbeddingModel is not null && Kind != ProviderKind.OpenAI)
            yield return new("Orchestrator:Providers:*:EmbeddingModel is for Kind OpenAI alone; take it away, or set the kind.");
        if (ApiVersion is not null && Kind != ProviderKind.AzureOpenAI)
            yield return new("Orchestrator:Providers:*:ApiVersion is for Kind AzureOpenAI alone; take it away, or set the kind.");
        foreach (var replica in Replicas)
        {
            if (!Uri.TryCreate(replica.BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                yield return new($"Orchestrator:Providers:*:Replicas:*:BaseUrl must be an absolute http or https URL, not '{replica.BaseUrl}'.");
        }

        if (Replicas.Select(static r => r.BaseUrl).Append(BaseUrl).Distinct(StringComparer.OrdinalIgnoreCase).Count() <= Replicas.Count)
            yield return new("Orchestrator:Providers:*:Replicas holds an address twice; each is named once, BaseUrl among them.");
        if (MaxBreak < Break)
            yield return new("Orchestrator:Providers:*:MaxBreak must not be shorter than Break.");
    }
}
