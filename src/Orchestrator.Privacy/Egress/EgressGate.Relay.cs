using System.Security.Cryptography;

namespace Orchestrator.Privacy;

/// <summary>Clearances that cross a process border: issued where a turn is decided, admitted where it is relayed.</summary>
public sealed partial class EgressGate
{
    /// <summary>How far two nodes' clocks may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>How long a clearance may be valid at most.</summary>
    public static readonly TimeSpan LongestClearance = TimeSpan.FromMinutes(10);

    /// <summary>Issues the clearance of cleared bytes for a relay.</summary>
    /// <param name="cleared">What was cleared; the relay is given its buffer.</param>
    /// <param name="audience">The relay that may act on it.</param>
    /// <param name="signer">Signs for this node.</param>
    /// <param name="lifetime">How long it is valid, at most <see cref="LongestClearance"/>; two minutes when not given.</param>
    public SignedClearance Issue(Cleared<ModelRequest> cleared, string audience, IClearanceSigner signer, TimeSpan? lifetime = null) =>
        Issue([cleared], audience, signer, lifetime);

    /// <summary>Issues one clearance for several destinations of the same bytes, in order of preference.</summary>
    /// <param name="cleared">The same bytes, cleared for each destination.</param>
    /// <param name="audience">The relay that may act on it.</param>
    /// <param name="signer">Signs for this node.</param>
    /// <param name="lifetime">How long it is valid, at most <see cref="LongestClearance"/>; two minutes when not given.</param>
    /// <exception cref="ArgumentException">None was given, their bytes differ, or the lifetime is out of range.</exception>
    public SignedClearance Issue(IReadOnlyList<Cleared<ModelRequest>> cleared, string audience, IClearanceSigner signer, TimeSpan? lifetime = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(audience);
        if (cleared.Count == 0)
            throw new ArgumentException("A clearance needs a destination.", nameof(cleared));
        if (cleared.Any(other => !other.Buffer.Span.SequenceEqual(cleared[0].Buffer.Span) || other.Target.Sealed != cleared[0].Target.Sealed))
            throw new ArgumentException("One clearance is for one sequence of bytes; these differ.", nameof(cleared));
        var valid = lifetime ?? TimeSpan.FromMinutes(2);
        if (valid <= TimeSpan.Zero || valid > LongestClearance)
            throw new ArgumentException($"A clearance is valid for more than nothing and at most {LongestClearance}.", nameof(lifetime));

        var now = _time.GetUtcNow();
        var clearance = new Clearance
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Node = signer.Signer,
            Audience = audience,
            Destinations = [.. cleared.Select(c => new ClearedDestination(c.Target.Zone.Name, c.Target.Id, c.Entry.Verdict))],
            Sealed = cleared[0].Target.Sealed,
            PolicyVersion = PolicyVersion,
            Digest = Convert.ToHexStringLower(SHA256.HashData(cleared[0].Buffer.Span)),
            Issued = now,
            Expires = now + valid,
        };
        return new(clearance, signer.Signer, signer.Sign(clearance.ToPayload()));
    }

    /// <summary>Admits bytes that another node cleared, for one of the destinations that it named, once.</summary>
    /// <param name="presented">The clearance.</param>
    /// <param name="bytes">The bytes; the result's buffer holds exactly these.</param>
    /// <param name="target">Where they are to go.</param>
    /// <param name="expectedAudience">The name of this relay.</param>
    /// <param name="verifier">Knows the keys of the nodes that may clear.</param>
    /// <exception cref="EgressDeniedException">A check failed; the reason says which.</exception>
    public Cleared<RelayedRequest> Admit(
        SignedClearance presented, ReadOnlyMemory<byte> bytes, Target target, string expectedAudience, IClearanceVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(presented);
        ArgumentNullException.ThrowIfNull(target);
        var clearance = presented.Clearance;
        var now = _time.GetUtcNow();
        // A copy: what was checked is what is sent.
        var buffer = bytes.ToArray();

        Require(verifier.Verify(presented.Signer, clearance.ToPayload(), presented.Signature.Span), "its signature is not that of a node that may clear");
        Require(clearance.Node == presented.Signer, "the node that cleared is not the one that signed");
        Require(clearance.Version == Clearance.CurrentVersion, $"its version is not {Clearance.CurrentVersion}");
        Require(clearance.Audience == expectedAudience, "it is made out to another relay");
        Require(clearance.Issued - ClockSkew <= now, "it was issued in the future");
        Require(now <= clearance.Expires + ClockSkew, "it has expired");
        Require(clearance.Expires - clearance.Issued <= LongestClearance, "it claims to be valid for too long");
        Require(clearance.Digest == Convert.ToHexStringLower(SHA256.HashData(buffer)), "it is for other bytes");
        Require(clearance.Sealed == target.Sealed, "it does not agree with the target on whether the bytes are sealed");
        var destination = clearance.Destinations.FirstOrDefault(d => d.TargetId == target.Id && d.Zone == target.Zone.Name);
        Require(destination is { Verdict: not Verdict.Deny }, "it does not name this destination");
        Require(
            _admitted.TryAdd($"{presented.Signer}\n{clearance.Id}\n{target.Id}", clearance.Expires + ClockSkew, now),
            "it was used before, or too many are in use to tell");

        return new(new RelayedRequest(clearance), buffer, target, new()
        {
            At = now,
            TargetId = target.Id,
            Zone = target.Zone,
            Verdict = destination!.Verdict,
            Zones = [new(target.Zone, destination.Verdict, false, $"cleared-by-{clearance.Node}")],
            Sealed = target.Sealed,
            PolicyVersion = clearance.PolicyVersion,
            // A relay does not know what the bytes say, and must not guess low.
            SentLabel = new(SensitivityLevel.Restricted, []),
            Bytes = buffer.Length,
            Digest = _key.Digest(buffer),
        });

        void Require(bool holds, string problem)
        {
            if (!holds)
                throw new EgressDeniedException(new() { Verdict = Verdict.Deny, Reason = $"the clearance for {target.Id} cannot be accepted: {problem}" });
        }
    }
}
