using System.Net;

namespace Orchestrator.Cli.Doctor.Running;

/// <summary>Whether a node's cluster answers at the address that the node has, and whether the two clocks agree.</summary>
internal static class ClusterChecks
{
    // A clearance may be that far off, and a sealed request is fresh for five minutes.
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(30);

    /// <param name="http">The client; it speaks HTTP/2 without TLS when the address is http, as the link does.</param>
    /// <param name="address">The cluster's gRPC address.</param>
    /// <param name="node">The node.</param>
    /// <param name="time">This machine's clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Check> RunAsync(HttpClient http, string address, string node, TimeProvider time, CancellationToken cancellationToken)
    {
        var name = $"{node} cluster";
        const string remedy = "Start the silo, or correct Orchestrator:Link:ClusterAddress, which is the silo's gRPC address, not its HTTP address.";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return Check.Fail(name, "CONFIG_BROKEN", $"Orchestrator:Link:ClusterAddress is no address: '{address}'", remedy);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await http.SendAsync(request, cancellationToken);
            return Clock(name, response.Headers.Date, time) ?? Check.Ok(name, "CLUSTER_REACHED", $"answers at {address}; the clocks agree");
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Check.Warn(name, "LINK_DOWN", $"nothing that speaks gRPC answers at {address}: the node goes on alone, and what needs a gateway or a provider is refused", remedy);
        }
    }

    /// <summary>A difference that breaks clearances, sealed requests and certificates; null when there is none.</summary>
    public static Check? Clock(string name, DateTimeOffset? theirs, TimeProvider time)
    {
        if (theirs is not { } date || time.GetUtcNow() - date is var ahead && ahead.Duration() <= s_skew)
            return null;
        return Check.Fail(
            name, "CLOCK_SKEW", $"this machine's clock is {Words(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the other's: clearances and sealed requests between them are refused",
            "Set both clocks, best by NTP (timedatectl set-ntp true).");
    }

    private static string Words(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? $"{time.TotalSeconds:0} s" : time < TimeSpan.FromHours(2) ? $"{time.TotalMinutes:0} min" : $"{time.TotalHours:0} h";
}
