using Orchestrator.Cli.Chat;
using Orchestrator.Conversations;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Tests.Chat;

public sealed class AnswerLineTests
{
    private static readonly Target Nano = new()
    {
        Id = "nano@device-1",
        Tier = Tier.Nano,
        Zone = Zone.Device,
        Node = "device-1",
        Model = new("nano-commands", new string('a', 64)),
    };

    private static readonly LedgerEntry Entry = new()
    {
        At = DateTimeOffset.UnixEpoch,
        TargetId = "t",
        Zone = Zone.Device,
        Verdict = Verdict.Allow,
        PolicyVersion = "p",
        SentLabel = Label.Public,
        Bytes = 1,
        Digest = "00",
    };

    [Fact]
    public void It_says_who_answered_why_how_fast_for_what_and_that_nothing_left()
    {
        var line = AnswerLine.Of(Turn(Route(Nano) with { Ledger = [Entry with { StayedInZone = true }] }), TimeSpan.FromMilliseconds(34.4));
        Assert.Equal("nano · device · device-1 · nano-commands@sha256:aaaaaaaa… · nano-confident: it is 98 % sure · 34 ms · 0.00012 USD · nothing left the device", line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void It_says_for_where_text_left_sealed_or_with_what_withheld()
    {
        var route = Route(Nano) with
        {
            Ledger =
            [
                Entry with { Zone = Zone.Gateway, Sealed = true, Disclosed = [new("CREDIT_CARD", 1)] },
                Entry with { Zone = Zone.Cloud("stand-in"), Verdict = Verdict.Redact, Withheld = [new("CREDIT_CARD", 1), new("EMAIL_ADDRESS", 2)] },
            ],
        };
        Assert.Equal(
            "left the device for gateway (sealed, 1 CREDIT_CARD readable there), then for cloud/stand-in (1 CREDIT_CARD, 2 EMAIL_ADDRESS withheld)",
            AnswerLine.Left(route));
    }

    [Fact]
    public void It_names_the_zone_of_a_turn_that_entered_elsewhere() =>
        Assert.Equal("nothing left cluster", AnswerLine.Left(Route(Nano) with { Entered = Zone.Cluster }));

    [Fact]
    public void It_says_plainly_that_a_stand_in_is_no_model() =>
        Assert.Equal("orchestrator-stand-in (a stand-in, no model)", AnswerLine.Model(new("orchestrator-stand-in", StandIn: true)));

    private static TurnRoute Route(Target target) => new()
    {
        Entered = Zone.Device,
        Target = target,
        Attempt = 1,
        ReasonCode = "nano-confident",
        Reasons = ["Nano tier in zone device: it is 98 % sure."],
        PolicyVersion = "p",
        Label = Label.Public,
    };

    private static TurnView Turn(TurnRoute route) => new()
    {
        Conversation = new(1),
        TurnId = "t",
        State = TurnState.Completed,
        Input = [Message.User("x")],
        Route = route,
        Cost = 0.00012m,
        AcceptedAt = DateTimeOffset.UnixEpoch,
    };
}
