using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Privacy.Tests;

public sealed class RelayTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Keys _keys = new();
    private readonly EgressGate _relay;
    private readonly Cleared<ModelRequest> _cleared;
    private readonly SignedClearance _clearance;

    public RelayTests()
    {
        var device = Egress.Gate(time: _time);
        _relay = Egress.Gate(time: _time);
        _cleared = device.Clear(Egress.Ask(Message.User($"card {Egress.Card}")), Egress.CloudThroughCluster);
        _clearance = device.Issue(_cleared, "cluster", _keys);
    }

    [Fact]
    public void A_relay_is_given_exactly_the_bytes_that_were_cleared()
    {
        var admitted = Admit();

        Assert.True(admitted.Buffer.Span.SequenceEqual(_cleared.Buffer.Span));
        Assert.Equal(Verdict.Redact, admitted.Entry.Verdict);
        Assert.Equal(_cleared.Entry.PolicyVersion, admitted.Entry.PolicyVersion);
    }

    [Fact]
    public void Every_field_is_under_the_signature()
    {
        var clearance = _clearance.Clearance;
        Clearance[] forged =
        [
            clearance with { Version = 2 },
            clearance with { Id = new('0', 32) },
            clearance with { Node = "device-2" },
            clearance with { Audience = "cluster-2" },
            clearance with { Destinations = [.. clearance.Destinations, new("cloud/other", "x", Verdict.Allow)] },
            clearance with { Destinations = [] },
            clearance with { Destinations = [clearance.Destinations[0] with { Zone = "cloud/other" }] },
            clearance with { Destinations = [clearance.Destinations[0] with { TargetId = "x" }] },
            clearance with { Destinations = [clearance.Destinations[0] with { Verdict = Verdict.Allow }] },
            clearance with { Sealed = true },
            clearance with { PolicyVersion = "other" },
            clearance with { Digest = new('0', 64) },
            clearance with { Issued = clearance.Issued.AddMilliseconds(1) },
            clearance with { Expires = clearance.Expires.AddMilliseconds(1) },
        ];

        Assert.All(forged, forgery => Refused("signature", () => Admit(_clearance with { Clearance = forgery })));
        Refused("signature", () => Admit(_clearance with { Signer = "device-2" }));
        Admit();
    }

    [Fact]
    public void Each_check_refuses_by_its_name()
    {
        Refused("another relay", () => Admit(audience: "cluster-2"));
        Refused("other bytes", () => Admit(bytes: [.. _cleared.Buffer.Span, 0]));
        Refused("destination", () => Admit(target: Egress.CloudThroughCluster with { Id = "other" }));
        Refused("destination", () => Admit(target: Egress.CloudThroughCluster with { Zone = Zone.Cloud("other") }));
        Refused("sealed", () => Admit(target: Egress.CloudThroughCluster with { Sealed = true }));
        Refused("version", () => Admit(Resign(_clearance.Clearance with { Version = 2 })));
        Refused("signed", () => Admit(Resign(_clearance.Clearance with { Node = "device-2" })));
        Refused("destination", () => Admit(Resign(_clearance.Clearance with { Destinations = [_clearance.Clearance.Destinations[0] with { Verdict = Verdict.Deny }] })));
        Refused("too long", () => Admit(Resign(_clearance.Clearance with { Expires = _time.GetUtcNow().AddDays(1) })));
        Refused("future", () => Admit(Resign(_clearance.Clearance with { Issued = _time.GetUtcNow().AddSeconds(31) })));
    }

    [Fact]
    public void It_ends_when_it_says_give_or_take_the_clocks()
    {
        _time.Advance(TimeSpan.FromMinutes(2) + EgressGate.ClockSkew + TimeSpan.FromMilliseconds(1));

        Refused("expired", () => Admit());
    }

    [Fact]
    public void A_clock_that_is_half_a_minute_late_is_forgiven()
    {
        _time.Advance(TimeSpan.FromMinutes(2) + EgressGate.ClockSkew);

        Admit();
    }

    [Fact]
    public void It_is_good_for_each_destination_once()
    {
        Admit();

        Refused("used before", () => Admit());
    }

    [Fact]
    public void A_refused_try_does_not_use_it_up()
    {
        Refused("other bytes", () => Admit(bytes: [1]));

        Admit();
    }

    [Fact]
    public void One_clearance_is_for_one_sequence_of_bytes()
    {
        var gate = Egress.Gate(time: _time);
        var other = gate.Clear(Egress.Ask(Message.User("something else")), Egress.CloudThroughCluster);

        Assert.Throws<ArgumentException>(() => gate.Issue([_cleared, other], "cluster", _keys));
        Assert.Throws<ArgumentException>(() => gate.Issue(_cleared, "cluster", _keys, EgressGate.LongestClearance + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_full_window_admits_nothing_more_until_something_expires()
    {
        var window = new ReplayWindow(capacity: 2);
        var now = _time.GetUtcNow();

        Assert.True(window.TryAdd("a", now.AddSeconds(1), now));
        Assert.True(window.TryAdd("b", now.AddSeconds(9), now));
        Assert.False(window.TryAdd("c", now.AddSeconds(9), now));
        Assert.True(window.TryAdd("c", now.AddSeconds(9), now.AddSeconds(2)));
        Assert.False(window.TryAdd("b", now.AddSeconds(9), now.AddSeconds(2)));
    }

    private Cleared<RelayedRequest> Admit(SignedClearance? clearance = null, byte[]? bytes = null, Target? target = null, string audience = "cluster") =>
        _relay.Admit(clearance ?? _clearance, bytes ?? _cleared.Buffer, target ?? Egress.CloudThroughCluster, audience, _keys);

    private SignedClearance Resign(Clearance clearance) => new(clearance, _keys.Signer, _keys.Sign(clearance.ToPayload()));

    private static void Refused(string check, Action act) =>
        Assert.Contains(check, Assert.Throws<EgressDeniedException>(act).Message, StringComparison.Ordinal);

    /// <summary>Stands in for signatures; a keyed hash is enough to tell a forgery here.</summary>
    private sealed class Keys : IClearanceSigner, IClearanceVerifier
    {
        private readonly byte[] _key = new byte[32];

        public string Signer => "device-1";

        public ReadOnlyMemory<byte> Sign(ReadOnlySpan<byte> payload) => HMACSHA256.HashData(_key, payload);

        public bool Verify(string signer, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature) =>
            signer == Signer && HMACSHA256.HashData(_key, payload).AsSpan().SequenceEqual(signature);
    }
}
