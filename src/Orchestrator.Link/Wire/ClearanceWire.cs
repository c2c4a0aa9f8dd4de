using Google.Protobuf;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Wire;

/// <summary>Clearances as they cross. What crosses is verified as it is: a changed field gives another payload.</summary>
internal static class ClearanceWire
{
    public static Protocol.V1.SignedClearance ToProto(SignedClearance signed)
    {
        var clearance = signed.Clearance;
        var proto = new Protocol.V1.Clearance
        {
            Version = clearance.Version,
            Id = clearance.Id,
            Node = clearance.Node,
            Audience = clearance.Audience,
            Sealed = clearance.Sealed,
            PolicyVersion = clearance.PolicyVersion,
            Digest = clearance.Digest,
            Issued = clearance.Issued.ToUnixTimeMilliseconds(),
            Expires = clearance.Expires.ToUnixTimeMilliseconds(),
        };
        foreach (var destination in clearance.Destinations)
            proto.Destinations.Add(new Protocol.V1.ClearedDestination { Zone = destination.Zone, Target = destination.TargetId, Verdict = (Protocol.V1.Verdict)destination.Verdict });
        return new() { Clearance = proto, Signer = signed.Signer, Signature = ByteString.CopyFrom(signed.Signature.Span) };
    }

    /// <summary>The clearance that crossed, or null when there is none or it makes no sense.</summary>
    public static SignedClearance? FromProto(Protocol.V1.SignedClearance? proto)
    {
        if (proto?.Clearance is not { } clearance || !IsTime(clearance.Issued) || !IsTime(clearance.Expires))
            return null;
        return new(
            new Clearance
            {
                Version = clearance.Version,
                Id = clearance.Id,
                Node = clearance.Node,
                Audience = clearance.Audience,
                Destinations = [.. clearance.Destinations.Select(d => new ClearedDestination(d.Zone, d.Target, (Verdict)d.Verdict))],
                Sealed = clearance.Sealed,
                PolicyVersion = clearance.PolicyVersion,
                Digest = clearance.Digest,
                Issued = DateTimeOffset.FromUnixTimeMilliseconds(clearance.Issued),
                Expires = DateTimeOffset.FromUnixTimeMilliseconds(clearance.Expires),
            },
            proto.Signer,
            proto.Signature.Memory);
    }

    private static bool IsTime(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
