using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Link.Node;

/// <summary>How a node reaches its cluster: <c>Orchestrator:Link</c>.</summary>
public sealed class LinkClientOptions
{
    /// <summary>Where these options stand in the configuration.</summary>
    public const string Section = "Orchestrator:Link";

    /// <summary>The cluster's gRPC endpoint, such as <c>http://127.0.0.1:8081</c>. Plain http is for loopback only.</summary>
    [Required]
    public string Address { get; set; } = "";

    /// <summary>The node's identity file, unless the host registered a <see cref="Identity.NodeIdentity"/> itself.</summary>
    public string IdentityFile { get; set; } = "";

    /// <summary>The name under which the cluster admits clearances. Default: <c>cluster</c>.</summary>
    [Required]
    public string Audience { get; set; } = "cluster";

    /// <summary>How long a connection attempt may take. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the cluster may take to answer a Hello. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest wait between attempts, reached from 50 ms by doubling. The wait is drawn from the upper half of what was
    /// reached when that is at most 2 s, from all of it above. Default: 1 s, so that a node is back within 2 s of its cluster.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:30:00")]
    public TimeSpan ReconnectCap { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The wait after the cluster refused this node, or took another connection of it instead. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan RefusedDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often HTTP/2 pings an idle connection. Default: 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest request that is accepted from the link, in bytes. Default: 16 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;
}
