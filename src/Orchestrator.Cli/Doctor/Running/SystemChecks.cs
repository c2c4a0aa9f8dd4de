using Orchestrator.Cli.Doctor.Machine;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Doctor.Running;

/// <summary>The system that <c>up</c> runs: its processes and what they say of themselves; or the ports, when none runs.</summary>
internal sealed class SystemChecks(HttpClient http, DataDirectory data, TimeProvider time)
{
    public async Task<IReadOnlyList<Check>> RunAsync(UpState? state, int portBase, CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        if (state is null)
        {
            checks.Add(Check.Warn("system", "SYSTEM_NONE", "no 'orchestrator up' runs with this data directory", "Start one: orchestrator up"));
            checks.AddRange(new Ports(portBase).Needed(standIn: true).Select(p => Port(p.Port, p.What, "Stop what listens there, or choose others with 'up --port-base'.")));
            return checks;
        }

        checks.Add(state.StandIn
            ? Check.Warn("provider", "PROVIDER_STAND_IN", "none is configured: the stand-in, which is no model, answers for the cloud", "Configure one under Orchestrator:Providers, or with 'up --provider'.")
            : Check.Ok("provider", "PROVIDER_CONFIGURED", "configured"));
        foreach (var process in state.Processes)
            checks.AddRange(await ProcessAsync(process, cancellationToken));
        return checks;
    }

    public static Check Port(int port, string what, string remedy) => PortCheck.IsFree(port)
        ? Check.Ok($"port {port}", "PORT_FREE", $"free, for {what}")
        : Check.Fail($"port {port}", "PORT_TAKEN", $"for {what}: taken by {PortHolder.Describe(port)}", remedy);

    private async Task<IReadOnlyList<Check>> ProcessAsync(UpProcess process, CancellationToken cancellationToken)
    {
        if (process.Pid is null && File.Exists(Path.Combine(data.Stops, process.Name)))
            return [Check.Warn(process.Name, "PROCESS_STOPPED", "is stopped, as it was asked to be", $"Start it: orchestrator start {process.Name}")];
        var who = process.Pid is { } pid ? $"{process.What}, process {pid}" : process.What;
        if (await HealthAnswer.AskAsync(http, new(process.Health), process.Name, who, process.Log, time, cancellationToken) is { } answer)
        {
            Check?[] limits = process.Pid is { } id
                ? [ResourceChecks.Files($"{id}", $"{process.Name} open files"), process.Name == "stand-in" ? null : ResourceChecks.CoreDumps($"{id}", $"{process.Name} core dumps")]
                : [];
            return [.. answer, .. limits.OfType<Check>().Where(static limit => limit.State != CheckState.Ok)];
        }

        return [Silent(process, who)];
    }

    private static Check Silent(UpProcess process, string who)
    {
        var last = File.Exists(process.Log) ? File.ReadLines(process.Log).LastOrDefault(l => l.Contains("cannot start:", StringComparison.Ordinal)) : null;
        return last is null
            ? Check.Fail(process.Name, "PROCESS_SILENT", $"{who}, does not answer at {process.Health}", $"See its log: {process.Log}. 'orchestrator stop {process.Name}' and then 'start {process.Name}' start it anew.")
            : Check.Fail(process.Name, "PROCESS_CANNOT_START", $"{process.What}: {last[last.IndexOf("cannot start:", StringComparison.Ordinal)..]}", $"Do what it says; 'orchestrator stop {process.Name}' and then 'start {process.Name}' try it anew.");
    }
}
