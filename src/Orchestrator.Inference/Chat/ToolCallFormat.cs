namespace Orchestrator.Inference.Chat;

/// <summary>How a model writes the call of a tool: JSON with its name and arguments, between marks or bare.</summary>
/// <param name="Open">What stands before the JSON; empty where the whole answer is the call.</param>
/// <param name="Close">What stands behind it.</param>
/// <param name="Arguments">The key of the arguments.</param>
public sealed record ToolCallFormat(string Open, string Close, string Arguments)
{
    /// <summary>As Hermes, Qwen and SmolLM write it.</summary>
    public static ToolCallFormat Tagged { get; } = new("<tool_call>", "</tool_call>", "arguments");

    /// <summary>As Llama writes it.</summary>
    public static ToolCallFormat Bare { get; } = new("", "", "parameters");

    /// <summary>The format that a template asks for.</summary>
    /// <param name="template">The text of the chat template.</param>
    public static ToolCallFormat For(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return !template.Contains("<tool_call>", StringComparison.Ordinal) && template.Contains("\"parameters\"", StringComparison.Ordinal) ? Bare : Tagged;
    }
}
