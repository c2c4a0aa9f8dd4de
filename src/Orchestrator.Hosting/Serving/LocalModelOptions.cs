namespace Orchestrator.Hosting.Serving;

/// <summary>Which local models a process runs; configuration section <c>Orchestrator:Models</c>.</summary>
public sealed class LocalModelOptions
{
    /// <summary>The folder with a folder for each model.</summary>
    /// <value>By default <c>models</c> beside the program.</value>
    public string Path { get; set; } = System.IO.Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The nano model's folder; empty for none.</summary>
    /// <value>The default is <c>nano-commands</c>.</value>
    public string Nano { get; set; } = "nano-commands";

    /// <summary>The mini model's folder; empty for none.</summary>
    /// <value>The default is <c>mini-answers</c>.</value>
    public string Mini { get; set; } = "mini-answers";

    /// <summary>Whether the networks of models that ship are loaded with the first text that may be theirs; their files are checked at the start in any case.</summary>
    /// <value>By default a silo does so, which may never see such a text, and a node does for its decoders.</value>
    public bool? LoadWhenNeeded { get; set; }

    /// <summary>A decoder's folder that answers what the nano model says is not its own; empty for none.</summary>
    /// <value>By default <c>nano-chat</c> at a device, and none elsewhere.</value>
    public string? NanoDecoder { get; set; }

    /// <summary>A decoder's folder that answers what the mini model says is not its own; empty for none.</summary>
    /// <value>By default <c>mini-chat</c> at a gateway, and none elsewhere.</value>
    public string? MiniDecoder { get; set; }

    /// <summary>How decoders are loaded and bounded.</summary>
    public DecoderSettings Decoders { get; set; } = new();

    /// <summary>The folder of a model that embeds texts; empty for none.</summary>
    /// <value>By default empty.</value>
    public string Embeddings { get; set; } = "";

    /// <summary>The difficulty estimator's folder.</summary>
    /// <value>The default is <c>difficulty</c>.</value>
    public string Difficulty { get; set; } = "difficulty";

    /// <summary>The folder of a tier's first model; empty for none.</summary>
    /// <param name="tier">Nano or mini.</param>
    public string FirstOf(Tier tier) => tier == Tier.Nano ? Nano : Mini;

    /// <summary>The folder of a tier's decoder, as a process of a zone runs it; empty for none.</summary>
    /// <param name="tier">Nano or mini.</param>
    /// <param name="zone">The zone.</param>
    public string DecoderOf(Tier tier, Zone zone) => tier == Tier.Nano
        ? NanoDecoder ?? (zone == Zone.Device ? "nano-chat" : "")
        : MiniDecoder ?? (zone == Zone.Gateway ? "mini-chat" : "");
}
