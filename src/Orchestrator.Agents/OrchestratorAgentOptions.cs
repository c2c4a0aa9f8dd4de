using Microsoft.Extensions.AI;

namespace Orchestrator.Agents;

/// <summary>What an agent is and can do.</summary>
public sealed class OrchestratorAgentOptions
{
    /// <summary>The agent's name; sessions of agents of one name are kept apart from those of another.</summary>
    /// <value>Null by default.</value>
    public string? Name { get; set; }

    /// <summary>What it is for.</summary>
    /// <value>Null by default.</value>
    public string? Description { get; set; }

    /// <summary>What it is told before a conversation begins; it stays in the conversation's history.</summary>
    /// <value>Null by default.</value>
    public string? Instructions { get; set; }

    /// <summary>The tools that it may call. Have them run by a chat client with <c>UseFunctionInvocation</c>.</summary>
    /// <value>None by default.</value>
    public IList<AITool> Tools { get; } = [];

    /// <summary>Where its turns may go and how good they must be; it only tightens what policy allows.</summary>
    /// <value>Null by default: no wishes.</value>
    public RoutePreference? Preference { get; set; }
}
