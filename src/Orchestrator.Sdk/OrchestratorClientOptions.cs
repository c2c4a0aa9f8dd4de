using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Sdk;

/// <summary>How to reach an edge node or the cluster; configuration section <c>Orchestrator:Client</c> by custom.</summary>
public sealed class OrchestratorClientOptions
{
    /// <summary>
    /// The gRPC address of an edge node (what enters there is judged there) or of the cluster. Plain http is accepted on loopback only.
    /// </summary>
    /// <value>The device of a system that <c>orchestrator up</c> runs: <c>http://127.0.0.1:8091</c>.</value>
    [Required]
    public Uri Endpoint { get; set; } = new("http://127.0.0.1:8091");

    /// <summary>The API key; null where the endpoint accepts callers of its own machine without one.</summary>
    /// <value>Null by default.</value>
    public string? ApiKey { get; set; }

    /// <summary>How often in a row a broken connection is made again without any progress: 0 to 100.</summary>
    /// <value>5 by default, about eight seconds with the default delays.</value>
    [Range(0, 100)]
    public int MaxReconnects { get; set; } = 5;

    /// <summary>The wait before the first reconnect; it doubles with each, up to <see cref="MaxReconnectDelay"/>: 1 ms to 60 s.</summary>
    /// <value>250 ms by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait before a reconnect, be it the first: 1 ms to 10 min.</summary>
    /// <value>5 s by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call that is no stream may take; streams take as long as their turn: 1 s to 10 min.</summary>
    /// <value>30 s by default.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
