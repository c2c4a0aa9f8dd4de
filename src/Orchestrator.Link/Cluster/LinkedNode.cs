using System.Collections.Immutable;
using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Cluster;

/// <summary>A node that is linked, as it says of itself; role, tenant and site are as the directory has them.</summary>
public sealed record LinkedNode
{
    /// <summary>The node's id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>The tenant that it belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary>The site that it stands in.</summary>
    public required string Site { get; init; }

    /// <summary>Its version.</summary>
    public required string Build { get; init; }

    /// <summary>The policy that it decides by.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>Names the connection; 32 hex digits.</summary>
    public required string Session { get; init; }

    /// <summary>Since when it is linked.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What it can answer with.</summary>
    public ImmutableArray<Target> Targets { get; init; } = [];
}
