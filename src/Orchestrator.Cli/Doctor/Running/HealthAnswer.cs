using System.Net;
using System.Text.Json;

namespace Orchestrator.Cli.Doctor.Running;

/// <summary>Asks a running process how it is, and makes a check of each of its parts.</summary>
internal static class HealthAnswer
{
    /// <param name="http">The client.</param>
    /// <param name="health">The address of its readiness.</param>
    /// <param name="name">How the process is called.</param>
    /// <param name="what">What it is.</param>
    /// <param name="log">Where more stands; null when that is not known.</param>
    /// <param name="time">This machine's clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The checks; null when nothing answers.</returns>
    public static async Task<IReadOnlyList<Check>?> AskAsync(
        HttpClient http, Uri health, string name, string what, string? log, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(health, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var ready = response.StatusCode == HttpStatusCode.OK
                ? Check.Ok(name, "READY", $"{what}, ready")
                : Check.Fail(name, "NOT_READY", $"{what}, answers with status {(int)response.StatusCode}", $"See its parts below{In(log)}.");
            return [ready, .. ClusterChecks.Clock($"{name} clock", response.Headers.Date, time) is { } skew ? [skew] : Array.Empty<Check>(), .. Parts(body, name, log)];
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public static string In(string? log) => log is null ? ", and its log" : $", and its log: {log}";

    private static List<Check> Parts(string body, string name, string? log)
    {
        var checks = new List<Check>();
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("parts", out var parts))
                checks.AddRange(parts.EnumerateObject().Select(part => Part($"{name} {part.Name}", part.Value, log)));
        }
        catch (JsonException)
        {
            // Not one of ours answers there; its status was told.
        }

        return checks;
    }

    private static Check Part(string name, JsonElement part, string? log)
    {
        string? Text(string field) => part.TryGetProperty(field, out var value) ? value.GetString() : null;
        var found = Text("description") is { Length: > 0 } text ? text : "no word of it";
        var state = Text("status") switch { "healthy" => CheckState.Ok, "degraded" => CheckState.Warn, _ => CheckState.Fail };
        return new(
            state, name, Text("code") ?? "PART", Text("means") is { } means ? $"{found} {means}" : found,
            state == CheckState.Ok ? null : Text("remedy") ?? $"See its parts{In(log)}.");
    }
}
