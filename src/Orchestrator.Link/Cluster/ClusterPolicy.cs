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
            throw Denied(verdict);
    }

    /// <summary>Judges a sealed relay: what the cluster cannot read, it judges as if it said nothing.</summary>
    /// <param name="gate">The cluster's gate.</param>
    /// <param name="target">The gateway's target, sealed.</param>
    /// <exception cref="EgressDeniedException">The cluster may not carry even that, or the gateway not read it.</exception>
    public static void CheckSealed(EgressGate gate, Target target)
    {
        var nothing = new ModelRequest { Messages = [Message.User("")] };
        var verdict = gate.Judge(gate.Analyze(nothing, [null]), target, Zone.Device);
        if (verdict.Verdict == Verdict.Deny)
            throw Denied(verdict);
    }

    private static EgressDeniedException Denied(TargetVerdict verdict) =>
        new(verdict with { Verdict = Verdict.Deny, Reason = $"the cluster's policy: {verdict.Reason}" });

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
