namespace Orchestrator;

/// <summary>The kinds of place where bytes can be read.</summary>
public enum ZoneKind
{
    /// <summary>The person's own device, or the process of the app with the device SDK.</summary>
    Device = 1,

    /// <summary>A gateway node of the site, on the customer's own hardware.</summary>
    Gateway = 2,

    /// <summary>The cluster of silos.</summary>
    Cluster = 3,

    /// <summary>A model provider, with its name and perhaps a region.</summary>
    Cloud = 4,

    /// <summary>Logs, traces and metrics, wherever they are kept.</summary>
    Telemetry = 5,
}
