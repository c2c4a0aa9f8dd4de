using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Link.Cluster;

/// <summary>How the cluster receives its nodes: <c>Orchestrator:Link</c>.</summary>
public sealed class LinkHubOptions
{
    /// <summary>Where these options stand in the configuration.</summary>
    public const string Section = "Orchestrator:Link";

    /// <summary>The name that clearances for this cluster are made out to. Default: <c>cluster</c>.</summary>
    [Required]
    public string Audience { get; set; } = "cluster";

    /// <summary>How often each side of a link sends a heartbeat; three missed ones end it. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.02", "00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a node may take to say Hello. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest request that a node may have relayed to a provider, in bytes. Default: 16 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The nodes that may connect, unless another <see cref="INodeDirectory"/> is registered.</summary>
    public IList<NodeEntry> Nodes { get; init; } = [];
}
