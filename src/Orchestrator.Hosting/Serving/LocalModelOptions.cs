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

    /// <summary>Whether the networks of <see cref="Nano"/> and <see cref="Mini"/> are loaded with the first text that may be theirs; their files are checked at the start in any case.</summary>
    /// <value>By default a silo does so, which may never see such a text, and a node does not.</value>
    public bool? LoadWhenNeeded { get; set; }

    /// <summary>A decoder's folder that answers what the nano model says is not its own; empty for none.</summary>
    /// <value>By default empty.</value>
    public string NanoDecoder { get; set; } = "";

    /// <summary>A decoder's folder that answers what the mini model says is not its own; empty for none.</summary>
    /// <value>By default empty.</value>
    public string MiniDecoder { get; set; } = "";

    /// <summary>How decoders are loaded and bounded.</summary>
    public DecoderSettings Decoders { get; set; } = new();

    /// <summary>The folder of a model that embeds texts; empty for none.</summary>
    /// <value>By default empty.</value>
    public string Embeddings { get; set; } = "";

    /// <summary>The difficulty estimator's folder.</summary>
    /// <value>The default is <c>difficulty</c>.</value>
    public string Difficulty { get; set; } = "difficulty";
}
