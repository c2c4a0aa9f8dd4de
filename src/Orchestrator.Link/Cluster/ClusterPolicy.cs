using Orchestrator.Privacy;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Link.Cluster;

/// <summary>
/// What a node cleared by its policy must please the cluster's own too: the stricter of the two holds. The bytes are judged as they
/// are; a relay changes none, so what the cluster would only let through rewritten is refused.
/// </summary>
internal static class ClusterPolicy
{
    /// <summary>Judges bytes that a node cleared, as text that is in the cluster already.</summary>
    /// <param name="gate">The cluster's gate.</param>
    /// <param name="cleared">What its clearance admits.</param>
    /// <exception cref="EgressDeniedException">The cluster's policy withholds them, or they cannot be judged.</exception>
    public static void Check(EgressGate gate, Cleared<RelayedRequest> cleared)
    {
        var verdict = Judge(gate, cleared.Buffer, cleared.Target);
        if (verdict.Verdict != Verdict.Allow)
            throw new EgressDeniedException(verdict with { Verdict = Verdict.Deny, Reason = $"the cluster's policy: {verdict.Reason}" });
    }

    private static TargetVerdict Judge(EgressGate gate, ReadOnlyMemory<byte> bytes, Target target)
    {
        try
        {
            var request = ChatCompletionsCodec.Parse(bytes.Span);
            return gate.Judge(gate.Analyze(request, new Label?[request.Messages.Length]), target, Zone.Cluster);
        }
        catch (Exception unreadable) when (unreadable is OrchestratorException or AnalysisFailedException)
        {
            return new() { Verdict = Verdict.Deny, Reason = "the request cannot be read, so it cannot be judged" };
        }
    }
}
