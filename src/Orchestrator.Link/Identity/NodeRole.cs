namespace Orchestrator.Link.Identity;

/// <summary>What a node is.</summary>
public enum NodeRole
{
    /// <summary>A person's device.</summary>
    Device = 1,

    /// <summary>A gateway of the site.</summary>
    Gateway = 2,
}
