using System.Net;
using System.Text.Json;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Doctor;

/// <summary>The running system: its processes and what they say of themselves; or the ports, when none runs.</summary>
internal sealed class SystemChecks(HttpClient http, DataDirectory data)
{
    public async Task<IReadOnlyList<Check>> RunAsync(UpState? state, int portBase, CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        if (state is null)
        {
            checks.Add(Check.Warn("system", "no 'orchestrator up' runs with this data directory", "Start one: orchestrator up"));
            checks.AddRange(new Ports(portBase).Needed(standIn: true).Select(Port));
            return checks;
        }

        checks.Add(state.StandIn
            ? Check.Warn("provider", "none is configured: the stand-in, which is no model, answers for the cloud", "Configure one under Orchestrator:Providers, or with 'up --provider'.")
            : Check.Ok("provider", "configured"));
        foreach (var process in state.Processes)
            checks.AddRange(await ProcessAsync(process, cancellationToken));
        return checks;
    }

    private static Check Port((int Port, string What) needed) => PortCheck.IsFree(needed.Port)
        ? Check.Ok($"port {needed.Port}", $"free, for {needed.What}")
        : Check.Fail($"port {needed.Port}", $"for {needed.What}: taken by {PortHolder.Describe(needed.Port)}", "Stop what listens there, or choose others with 'up --port-base'.");

    private async Task<IReadOnlyList<Check>> ProcessAsync(UpProcess process, CancellationToken cancellationToken)
    {
        if (process.Pid is null && File.Exists(Path.Combine(data.Stops, process.Name)))
            return [Check.Warn(process.Name, "is stopped, as it was asked to be", $"Start it: orchestrator start {process.Name}")];
        try
        {
            using var response = await http.GetAsync(new Uri(process.Health), cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var ready = response.StatusCode == HttpStatusCode.OK
                ? Check.Ok(process.Name, $"{process.What}, ready (process {process.Pid})")
                : Check.Fail(process.Name, $"{process.What}, answers with status {(int)response.StatusCode}", $"See its parts below, and its log: {process.Log}");
            return [ready, .. Parts(process, body)];
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [Check.Fail(process.Name, $"{process.What}, does not answer at {process.Health}", $"See its log: {process.Log}")];
        }
    }

    /// <summary>What a process says of its parts: storage, models, link, providers.</summary>
    private static IEnumerable<Check> Parts(UpProcess process, string body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            yield break; // Not one of ours answers there; its status was told.
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("parts", out var parts))
                yield break;
            foreach (var part in parts.EnumerateObject())
                yield return Part($"{process.Name} {part.Name}", part.Value, process.Log);
        }
    }

    private static Check Part(string name, JsonElement part, string log)
    {
        string? Text(string field) => part.TryGetProperty(field, out var value) ? value.GetString() : null;
        var found = Text("description") is { Length: > 0 } text ? text : "no word of it";
        var state = Text("status") switch { "healthy" => CheckState.Ok, "degraded" => CheckState.Warn, _ => CheckState.Fail };
        return new(state, name, Text("means") is { } means ? $"{found} {means}" : found, state == CheckState.Ok ? null : Text("remedy") ?? $"See its log: {log}")
        {
            Code = Text("code"),
        };
    }
}
