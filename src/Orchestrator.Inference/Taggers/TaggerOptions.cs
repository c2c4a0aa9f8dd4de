namespace Orchestrator.Inference.Taggers;

/// <summary>Settings of a tagger's chat client.</summary>
public sealed class TaggerOptions
{
    /// <summary>Tool names that stand for an intent: tool name to intent name. Default: none; a tool's name must then equal an intent's.</summary>
    public IDictionary<string, string> ToolAliases { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parameter names that stand for a slot: parameter name to slot name. Default: none beyond those the model knows.</summary>
    public IDictionary<string, string> ArgumentAliases { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
