using System.Net;

namespace Orchestrator.Cli.Supervision;

/// <summary>How ready a process says it is.</summary>
internal enum Readiness
{
    /// <summary>It does not answer, or says that it is not ready.</summary>
    No,

    /// <summary>It serves, but a part that it can do without is not there, such as its link.</summary>
    Degraded,

    /// <summary>All of it is there.</summary>
    Full,
}

/// <summary>Asks a process whether it is ready.</summary>
internal sealed class HealthProbe : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        Timeout = TimeSpan.FromSeconds(3),
    };

    public async Task<Readiness> AskAsync(Uri health, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(health, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                return Readiness.No;
            return (await response.Content.ReadAsStringAsync(cancellationToken)).Contains("\"status\":\"degraded\"", StringComparison.Ordinal)
                ? Readiness.Degraded : Readiness.Full;
        }
        catch (HttpRequestException)
        {
            return Readiness.No;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Readiness.No; // It listens and does not answer in time.
        }
    }

    public void Dispose() => _http.Dispose();
}
