using System.Collections.Immutable;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Privacy;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Turns with pictures, recordings and files.</summary>
public sealed class AttachmentTurnTests
{
    private static readonly Attachment s_picture = new() { Kind = AttachmentKinds.Image, MediaType = "image/png", Data = "heliotrope"u8.ToArray() };
    private static readonly Attachment s_table = new() { Kind = AttachmentKinds.File, MediaType = "text/csv", Name = "people.csv", Data = "name,mail\nAna,ana.lopes@example.org"u8.ToArray() };

    [Fact]
    public async Task A_picture_goes_to_a_model_that_takes_it_and_stays_in_the_history()
    {
        var (blind, seeing) = (ScriptedTarget.Echo("blind"), Seeing());
        await using var host = new PlainHost([blind, seeing], Open());

        var turn = await host.Conversations.SendAsync(With("what is this?", s_picture));
        await host.RestartAsync();
        await host.Conversations.SendAsync(Ask("and its colour?", "t2", turn.Conversation));

        Assert.Equal((TurnState.Completed, "seeing"), (turn.State, turn.Route.Target!.Id));
        Assert.Contains(turn.Route.Reasons, r => r.StartsWith("Not blind: it is not known to take pictures; a provider's Takes", StringComparison.Ordinal));
        Assert.Equal(0, blind.Runs);
        var listed = await host.Conversations.ListTurnsAsync(Ann, turn.Conversation, 10, null, default);
        Assert.Equal(s_picture, Assert.Single(listed.Items[0].Input[0].Attachments));
        Assert.Equal((TurnState.Completed, "seeing"), (listed.Items[1].State, listed.Items[1].Route.Target!.Id));
    }

    [Fact]
    public async Task Where_no_model_takes_it_the_refusal_says_so_and_nothing_is_sent()
    {
        var blind = ScriptedTarget.Echo("blind");
        await using var host = new PlainHost([blind], Open());

        var turn = await host.Conversations.SendAsync(With("what is this?", s_picture));

        Assert.Equal((TurnState.Failed, ErrorReason.Unsupported, false), (turn.State, turn.Error!.Reason, turn.Error.Retryable));
        Assert.Contains("not known to take pictures", turn.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, blind.Runs);
    }

    [Fact]
    public async Task Where_policy_keeps_it_any_model_answers_the_words_and_is_told()
    {
        var blind = ScriptedTarget.Echo("blind");
        await using var host = new PlainHost([blind]);

        var answered = await host.Conversations.SendAsync(With("what is this?", s_picture));
        var refused = await host.Conversations.SendAsync(With("", s_picture));

        Assert.Equal("User: what is this?\n[image left out: it may not be sent]", Assert.Single(blind.Sent));
        Assert.Equal(TurnState.Completed, answered.State);
        Assert.Equal((TurnState.Failed, ErrorReason.PrivacyRefused), (refused.State, refused.Error!.Reason));
        Assert.Contains("UNKNOWN_IMAGE", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_text_is_text_and_analysed_as_such()
    {
        var blind = ScriptedTarget.Echo("blind");
        await using var host = new PlainHost([blind]);

        var turn = await host.Conversations.SendAsync(With("who is in it?", s_table));

        Assert.Equal("who is in it?\n\n[file people.csv]\nname,mail\nAna,ana.lopes@example.org", turn.Input[0].Text);
        Assert.Contains("[file people.csv]", blind.Sent.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("ana.lopes", blind.Sent.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_id_with_another_picture_is_another_turn()
    {
        await using var host = new PlainHost([Seeing()], Open());
        await host.Conversations.SendAsync(With("what is this?", s_picture) with { TurnId = "t1" });

        var other = await Assert.ThrowsAsync<OrchestratorException>(() =>
            host.Conversations.SendAsync(With("what is this?", s_picture with { Data = "heliotropf"u8.ToArray() }) with { TurnId = "t1" }));

        Assert.Equal(ErrorReason.TurnIdReused, other.Error.Reason);
    }

    [Theory]
    [InlineData(Role.User, "image/tiff", 10, ErrorReason.InvalidRequest, "image/png")]
    [InlineData(Role.User, "image/PNG", 10, ErrorReason.InvalidRequest, "lower case")]
    [InlineData(Role.User, "image/png", 0, ErrorReason.InvalidRequest, "has bytes")]
    [InlineData(Role.User, "image/png", 2000, ErrorReason.RequestTooLarge, "MaxAttachmentBytes")]
    [InlineData(Role.System, "image/png", 10, ErrorReason.InvalidRequest, "user's message")]
    public async Task What_cannot_be_sent_is_refused_before_anything_happens(Role role, string mediaType, int bytes, ErrorReason reason, string words)
    {
        await using var host = new PlainHost([Seeing()], Open(), options: new() { MaxAttachmentBytes = 1000 });
        ImmutableArray<Attachment> attached = [s_picture with { MediaType = mediaType, Data = new byte[bytes] }];

        var refused = await Assert.ThrowsAsync<OrchestratorException>(() =>
            host.Conversations.SendAsync(new() { Input = [new() { Role = role, Text = "look", Attachments = attached }, Message.User("well?")] }));

        Assert.Equal((reason, "input"), (refused.Error.Reason, refused.Error.Field));
        Assert.Contains(words, refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_says_it_is_text_and_is_none_is_refused()
    {
        await using var host = new PlainHost([Seeing()]);

        var refused = await Assert.ThrowsAsync<OrchestratorException>(() => host.Conversations.SendAsync(With("read", s_table with { Data = new byte[] { 0xC3, 0x28 } })));

        Assert.Contains("UTF-8", refused.Error.Message, StringComparison.Ordinal);
    }

    private static TurnRequest With(string text, params Attachment[] attachments) => new() { Input = [Message.User(text) with { Attachments = [.. attachments] }] };

    private static ScriptedTarget Seeing()
    {
        var target = ScriptedTarget.Saying("seeing", "a flower");
        target.Target = target.Target with { Capabilities = target.Target.Capabilities with { Takes = AttachmentKinds.Image } };
        return target;
    }

    private static EgressGate Open() => new(new TextAnalyzer(), PrivacyPolicy.Named("open"), new LedgerKey(new byte[32]), TimeProvider.System);
}
