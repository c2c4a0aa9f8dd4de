namespace Orchestrator.Inference.Templates;

/// <summary>What goes wrong within a filter, a test or an operator; the node that asked for it adds line and construct.</summary>
internal sealed class TemplateFault(string message) : Exception(message);
