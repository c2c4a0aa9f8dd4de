using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Orchestrator.Conversations;
using Orchestrator.Protocol;
using HealthService = Grpc.Health.V1.Health;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Tests;

public sealed class GrpcTests : ApiTest
{
    private V1.ConversationService.ConversationServiceClient Client => new(Server.Channel);

    [Fact]
    public async Task A_sent_turn_streams_its_updates()
    {
        using var call = Client.SendTurn(new() { TurnId = "t", Input = { Message.User("hi").ToProto() }, AllowRestart = true });

        var updates = await call.ResponseStream.ReadAllAsync().Select(static u => u.UpdateCase.ToString()).ToArrayAsync();

        Assert.Equal(["Started", "Text", "Text", "Ended"], updates);
        Assert.True(Conversations.Asked.Single().Request.AllowRestart);
    }

    [Fact]
    public async Task A_turn_that_failed_ends_its_read_with_ok()
    {
        Conversations.Script = static _ => Turns.Fails(ErrorReason.PrivacyRefused);
        using var call = Client.ReadTurn(new() { Conversation = Turns.Conversation.ToString(), TurnId = "t" });

        var last = await call.ResponseStream.ReadAllAsync().LastAsync();

        Assert.Equal(V1.ErrorReason.PrivacyRefused, last.Ended.Turn.Error.Reason);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Feedback_is_kept_with_the_key_that_gave_it_and_told_with_the_turn()
    {
        var feedback = new V1.Feedback { Rating = V1.Rating.Bad, Score = 0, Categories = { "wrong" }, KeyId = "somebody-else" };

        var turn = await Client.SendFeedbackAsync(new() { Conversation = Turns.Conversation.ToString(), TurnId = "t", Feedback = feedback });

        var given = Assert.Single(turn.Feedback);
        Assert.Equal(new V1.Feedback(feedback) { KeyId = "anonymous" }, given.Feedback);
        Assert.Equal(Turns.Accepted, given.At.ToDateTimeOffset());
    }

    [Fact]
    public async Task Feedback_that_is_missing_or_unreadable_names_its_field()
    {
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await Client.SendFeedbackAsync(new() { Conversation = Turns.Conversation.ToString(), TurnId = "t" }));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Client.SendFeedbackAsync(
            new() { Conversation = Turns.Conversation.ToString(), TurnId = "t", Feedback = new() { Rating = (V1.Rating)9 } }));

        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (missing.StatusCode, unknown.StatusCode));
    }

    [Theory]
    [InlineData(ErrorReason.TurnIdReused, StatusCode.AlreadyExists)]
    [InlineData(ErrorReason.ConversationErased, StatusCode.NotFound)]
    [InlineData(ErrorReason.ErasureIdReused, StatusCode.AlreadyExists)]
    [InlineData(ErrorReason.PrivacyRefused, StatusCode.PermissionDenied)]
    [InlineData(ErrorReason.PermissionDenied, StatusCode.PermissionDenied)]
    [InlineData(ErrorReason.BudgetRefused, StatusCode.ResourceExhausted)]
    [InlineData(ErrorReason.NoTargetAvailable, StatusCode.Unavailable)]
    [InlineData(ErrorReason.StorageUnavailable, StatusCode.Unavailable)]
    [InlineData(ErrorReason.Moved, StatusCode.Unavailable)]
    [InlineData(ErrorReason.HostUnavailable, StatusCode.Unavailable)]
    [InlineData(ErrorReason.Busy, StatusCode.ResourceExhausted)]
    [InlineData(ErrorReason.NotFound, StatusCode.NotFound)]
    [InlineData(ErrorReason.InvalidRequest, StatusCode.InvalidArgument)]
    [InlineData(ErrorReason.PreferenceUnmet, StatusCode.FailedPrecondition)]
    [InlineData(ErrorReason.Internal, StatusCode.Internal)]
    public async Task A_refusal_is_a_status_with_details(ErrorReason reason, StatusCode code)
    {
        Conversations.Script = _ => throw new OrchestratorException(reason, "Refused as scripted.", "input");

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.StartTurnAsync(new() { Input = { Message.User("x").ToProto() } }));

        Assert.Equal(code, refused.StatusCode);
        var status = refused.GetRpcStatus()!;
        Assert.Equal("orchestrator", status.GetDetail<ErrorInfo>()!.Domain);
        Assert.Equal(reason.ToString(), status.GetDetail<ErrorInfo>()!.Reason.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        Assert.Equal("input", status.GetDetail<BadRequest>()!.FieldViolations.Single().Field);
        Assert.NotEmpty(status.GetDetail<Help>()!.Links.Single().Description);
        Assert.Equal(new OrchestratorError(reason, "").Retryable, status.GetDetail<RetryInfo>() is not null);
    }

    [Fact]
    public async Task A_turn_that_no_target_may_answer_is_an_error_of_the_call_that_sends_it()
    {
        Conversations.Script = static _ =>
        [
            new TurnStarted(Turns.View("turn-1") with
            {
                State = TurnState.Failed,
                Route = Turns.View("turn-1").Route with { Attempt = 0, Target = null },
                Error = new(ErrorReason.PrivacyRefused, "Policy refused as scripted."),
            }),
        ];
        using var call = Client.SendTurn(new() { Input = { Message.User("x").ToProto() } });

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(default));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Equal("Policy refused as scripted.", refused.Status.Detail);
    }

    [Fact]
    public async Task A_malformed_message_is_refused_by_the_path_of_its_field()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.StartTurnAsync(new() { Input = { new V1.Message { Text = "x" } } }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("input[0].role", refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single().Field);
    }

    [Fact]
    public async Task A_message_of_ten_megabytes_is_refused_with_a_reason()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.StartTurnAsync(new() { Input = { Message.User(new('x', 10_000_000)).ToProto() } }));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("size", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_utf8_is_refused()
    {
        var method = new Method<byte[], byte[]>(MethodType.Unary, "orchestrator.v1.ConversationService", "StartTurn", Marshallers.Create(static b => b, static b => b), Marshallers.Create(static b => b, static b => b));
        var bytes = new V1.TurnRequest { TurnId = "turn", Input = { Message.User("x").ToProto() } }.ToByteArray();
        bytes[bytes.AsSpan().IndexOf("turn"u8)] = 0xFF;

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, bytes));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Empty(Conversations.Asked);
    }

    [Fact]
    public async Task Conversations_and_turns_are_listed()
    {
        var conversations = await Client.ListConversationsAsync(new());
        var turns = await Client.ListTurnsAsync(new() { Conversation = Turns.Conversation.ToString(), PageSize = 10 });

        Assert.Equal((50, "next"), (conversations.Conversations.Single().Turns, conversations.NextPageToken));
        Assert.False(turns.HasNextPageToken);
    }

    [Fact]
    public async Task An_unknown_conversation_is_not_found()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetConversationAsync(new() { Conversation = new('0', 32) }));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task A_turn_is_cancelled()
    {
        var turn = await Client.CancelTurnAsync(new() { Conversation = Turns.Conversation.ToString(), TurnId = "t" });

        Assert.Equal(V1.TurnState.Cancelled, turn.State);
    }

    [Fact]
    public async Task Health_and_reflection_answer()
    {
        var health = await new HealthService.HealthClient(Server.Channel).CheckAsync(new());
        using var reflection = new ServerReflection.ServerReflectionClient(Server.Channel).ServerReflectionInfo();
        await reflection.RequestStream.WriteAsync(new() { ListServices = "" });
        await reflection.ResponseStream.MoveNext(CancellationToken.None);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        Assert.Contains("orchestrator.v1.ConversationService", reflection.ResponseStream.Current.ListServicesResponse.Service.Select(static s => s.Name));
    }
}
