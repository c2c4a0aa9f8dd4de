using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>
/// Leaves of a span what names no request: the framework's instrumentation tells paths, queries, programs and trace states, which callers
/// choose, and which hold ids of theirs. Stands before the exporter. Thread-safe.
/// </summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(
        StringComparer.Ordinal,
        "http.request.method", "http.response.status_code", "http.route", "error.type", "network.protocol.version", "url.scheme", "server.port",
        "rpc.system", "rpc.service", "rpc.method", "rpc.grpc.status_code");

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToArray())
        {
            if (!Kept.Contains(name) && !name.StartsWith("orchestrator.", StringComparison.Ordinal))
                data.SetTag(name, null);
        }

        data.TraceStateString = null;
    }
}
