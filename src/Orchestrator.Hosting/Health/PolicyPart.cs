using Orchestrator.Api.Health;
using Orchestrator.Privacy;

namespace Orchestrator.Hosting.Health;

/// <summary>The privacy policy in force. Without one the process does not start.</summary>
internal sealed class PolicyPart(PrivacyPolicy policy) : IHealthPart
{
    public const string PartName = "policy";

    public string Name => PartName;

    public PartHealth Read() => policy.Notices.IsEmpty
        ? PartHealth.Healthy("POLICY_OK", policy.Version)
        : PartHealth.Healthy("POLICY_NOTICES", $"{policy.Version}: {string.Join(' ', policy.Notices)}");
}
