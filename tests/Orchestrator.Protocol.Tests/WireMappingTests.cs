using CsCheck;
using Google.Protobuf;
using Orchestrator.Conversations;

namespace Orchestrator.Protocol.Tests;

public sealed class WireMappingTests
{
    private const long Iterations = 300;

    [Fact]
    public void Turn_requests_come_back_whole() => Survives(Arbitrary.TurnRequests, static v => v.ToProto(), V1.TurnRequest.Parser, static p => p.FromProto());

    [Fact]
    public void Turn_updates_come_back_whole() => Survives(Arbitrary.Updates, static v => v.ToProto(), V1.TurnUpdate.Parser, static p => p.FromProto());

    [Fact]
    public void Turns_come_back_whole() => Survives(Arbitrary.Turns, static v => v.ToProto(), V1.Turn.Parser, static p => p.FromProto());

    [Fact]
    public void Conversations_come_back_whole() => Survives(Arbitrary.Conversations, static v => v.ToProto(), V1.Conversation.Parser, static p => p.FromProto());

    [Fact]
    public void Pages_of_conversations_come_back_whole() =>
        Survives(Arbitrary.ConversationPages, static v => v.ToProto(), V1.ListConversationsResponse.Parser, static p => p.FromProto());

    [Fact]
    public void Pages_of_turns_come_back_whole() => Survives(Arbitrary.TurnPages, static v => v.ToProto(), V1.ListTurnsResponse.Parser, static p => p.FromProto());

    [Fact]
    public void Callers_come_back_whole() => Survives(Arbitrary.Callers, static v => v.ToProto(), V1.Caller.Parser, static p => p.FromProto());

    [Fact]
    public void Receipts_of_erasures_come_back_whole() =>
        Survives(Arbitrary.Receipts, static v => v.ToProto(), V1.ErasureReceipt.Parser, static p => p.FromProto());

    [Fact]
    public void A_receipt_without_a_scope_is_not_taken_for_a_conversations() =>
        Assert.Equal("scope", Assert.Throws<WireFormatException>(static () => new V1.ErasureReceipt().FromProto()).Field);

    [Fact]
    public void Model_requests_come_back_whole() => Survives(Arbitrary.Requests, static v => v.ToProto(), V1.ModelRequest.Parser, static p => p.FromProto());

    [Fact]
    public void Decisions_come_back_whole() => Survives(Arbitrary.Decisions, static v => v.ToProto(), V1.RouteDecision.Parser, static p => p.FromProto());

    [Fact]
    public void Decision_inputs_come_back_whole() => Survives(Arbitrary.Inputs, static v => v.ToProto(), V1.RouteInput.Parser, static p => p.FromProto());

    [Fact]
    public void Ledger_entries_come_back_whole() => Survives(Arbitrary.Entries, static v => v.ToProto(), V1.LedgerEntry.Parser, static p => p.FromProto());

    [Fact]
    public void A_cursor_comes_back_whole() => Assert.Equal(new TurnCursor(3, 77), new TurnCursor(3, 77).ToProto().FromProto());

    [Fact]
    public void A_malformed_part_is_named_by_its_path()
    {
        var request = new V1.TurnRequest { Input = { new V1.Message { Role = V1.Role.User }, new V1.Message { Text = "x" } } };

        var refused = Assert.Throws<WireFormatException>(() => request.FromProto());

        Assert.Equal("input[1].role", refused.Field);
    }

    [Fact]
    public void A_label_without_a_level_is_not_taken_for_public() =>
        Assert.Throws<WireFormatException>(static () => new V1.Label().FromProto());

    [Fact]
    public void A_verdict_that_is_absent_denies() =>
        Assert.Equal(Verdict.Deny, new V1.ZoneVerdict { Zone = "cluster" }.FromProto().Process);

    [Fact]
    public void A_reason_of_a_newer_writer_reads_as_internal() =>
        Assert.Equal(ErrorReason.Internal, new V1.Error { Reason = (V1.ErrorReason)999, Message = "m" }.FromProto().Reason);

    [Fact]
    public void A_duration_out_of_range_is_refused_with_its_field()
    {
        var preference = new V1.Preference { MaxLatency = new() { Seconds = long.MaxValue } };

        Assert.Equal("max_latency", Assert.Throws<WireFormatException>(() => preference.FromProto()).Field);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("one")]
    [InlineData("1,000")]
    public void A_cost_that_is_no_decimal_is_refused(string text) =>
        Assert.Throws<WireFormatException>(() => new V1.Preference { MaxCost = text }.FromProto());

    private static void Survives<T, TProto>(Gen<T> gen, Func<T, TProto> to, MessageParser<TProto> parser, Func<TProto, T> from)
        where T : class
        where TProto : IMessage<TProto> =>
        gen.Sample(value => Same.As(value, from(parser.ParseFrom(to(value).ToByteArray()))), iter: Iterations);
}
