using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Sdk.Tests;

/// <summary>Turns and updates with the parts that tests look at.</summary>
internal static class Turns
{
    public static readonly ConversationId Id = new(42);

    public static Target Nano { get; } = new()
    {
        Id = "nano@device-1",
        Tier = Tier.Nano,
        Zone = Zone.Device,
        Node = "device-1",
        Model = new("nano-commands", new string('a', 64)),
    };

    public static TurnRequest Ask { get; } = new() { Input = [Message.User("hello")] };

    public static TurnRoute Route(int attempt = 1) => new()
    {
        Entered = Zone.Device,
        Target = Nano,
        Attempt = attempt,
        ReasonCode = "nano-confident",
        PolicyVersion = "default/1",
        Label = Label.Public,
        Confidence = 0.9,
    };

    public static TurnView View(TurnState state, string text = "", int attempt = 1) => new()
    {
        Conversation = Id,
        TurnId = "t1",
        State = state,
        Input = [Message.User("hello")],
        Output = state == TurnState.Completed ? Message.Assistant(text) : null,
        FinishReason = state == TurnState.Completed ? "stop" : null,
        Route = Route(attempt),
        Usage = new(3, 4),
        Cost = 0.00012m,
        AcceptedAt = DateTimeOffset.UnixEpoch,
        EndedAt = state == TurnState.Running ? null : DateTimeOffset.UnixEpoch.AddSeconds(1),
    };

    public static TurnUpdate Started(int attempt = 1) => new TurnStarted(View(TurnState.Running, attempt: attempt));

    public static TurnUpdate Text(long offset, string text, int attempt = 1) => new TurnText(attempt, offset, text);

    public static TurnUpdate Began(int attempt) => new AttemptBegan(Route(attempt));

    public static TurnUpdate Ended(string text, int attempt = 1) => new TurnEnded(View(TurnState.Completed, text, attempt));

    public static TurnUpdate Interrupted(int attempt = 1) => new TurnEnded(View(TurnState.Interrupted, attempt: attempt));

    public static TurnUpdate Failed(OrchestratorError error) => new TurnEnded(View(TurnState.Failed) with { Error = error });

    public static ErasureReceipt Receipt(string erasureId) => new()
    {
        ErasureId = erasureId,
        Scope = ErasureScope.Conversation,
        Tenant = "t",
        Owner = "o",
        Conversation = Id,
        Conversations = 1,
        Events = 4,
        KeysDestroyed = 1,
        RequestedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
        LogId = "log-1",
        GenerationBefore = 1,
        GenerationAfter = 2,
        KeyEncryptionKeyId = "0011223344556677",
        TopKeyId = "8899aabbccddeeff",
        Remains = "Older copies of the key file, until the top key is rotated.",
    };

    public static RpcException Refusal(StatusCode code, string reason, string message, string? field = null)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "orchestrator", Reason = reason }));
        if (field is not null)
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field } } }));
        return status.ToRpcException();
    }
}
