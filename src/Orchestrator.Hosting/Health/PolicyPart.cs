using Orchestrator.Api.Health;
using Orchestrator.Privacy;

namespace Orchestrator.Hosting.Health;

/// <summary>The privacy policy in force. Without one the process does not start.</summary>
internal sealed class PolicyPart(IPolicySource policy) : IHealthPart
{
    public const string PartName = "policy";

    public string Name => PartName;

    public PartHealth Read() => policy is PolicyFile { Problem: { } problem }
        ? PartHealth.Degraded("POLICY_NOT_REPLACED", problem, $"{policy.Current.Version} stays in force: what is sent is judged by it.", "Correct the file; it is read again within seconds.")
        : PartHealth.Healthy("POLICY_OK", policy.Current.Version);
}
