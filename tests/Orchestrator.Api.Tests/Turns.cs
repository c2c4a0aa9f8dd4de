using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Api.Tests;

/// <summary>Turns and updates for scripts.</summary>
internal static class Turns
{
    public static ConversationId Conversation { get; } = ConversationId.FromBytes([.. Enumerable.Range(1, 16).Select(static i => (byte)i)]);

    public static DateTimeOffset Accepted { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static TurnRoute Route { get; } = new()
    {
        Entered = Zone.Device,
        Target = new() { Id = "mini@gateway-1", Tier = Tier.Mini, Zone = Zone.Gateway, Node = "gateway-1", Model = new("mini-answers", "ab12") },
        Attempt = 1,
        ReasonCode = "mini-fits",
        Reasons = ["mini-answers is 93% sure"],
        PolicyVersion = "default-1",
        Label = new(SensitivityLevel.Restricted, ["CREDIT_CARD"]),
        Confidence = 0.93,
        Ledger =
        [
            new()
            {
                At = Accepted,
                TargetId = "mini@gateway-1",
                Zone = Zone.Gateway,
                Verdict = Verdict.Allow,
                Sealed = true,
                PolicyVersion = "default-1",
                Disclosed = [new("CREDIT_CARD", 1)],
                SentLabel = new(SensitivityLevel.Restricted, ["CREDIT_CARD"]),
                Bytes = 321,
                Digest = "00ff",
            },
        ],
    };

    public static TurnView View(string id) => new()
    {
        Conversation = Conversation,
        TurnId = id,
        State = TurnState.Running,
        Input = [Message.User("hi")],
        Route = Route,
        AcceptedAt = Accepted,
    };

    public static TurnView Answered(string id, Message output, string finish = "stop") => View(id) with
    {
        State = TurnState.Completed,
        Output = output,
        FinishReason = finish,
        Usage = new(5, 2),
        Cost = 0.000125m,
        EndedAt = Accepted.AddSeconds(1),
    };

    public static IEnumerable<TurnUpdate> Hello(string id) =>
    [
        new TurnStarted(View(id)),
        new TurnText(1, 0, "Hé"),
        new TurnText(1, 3, "llo"),
        new TurnEnded(Answered(id, Message.Assistant("Héllo"))),
    ];

    public static IEnumerable<TurnUpdate> Calls(string id)
    {
        ToolCall[] calls = [new("c1", "lights_off", """{"room":"kitchen"}"""), new("c2", "lights_off", """{"room":"hall"}""")];
        return
        [
            new TurnStarted(View(id)),
            new TurnToolCall(1, 0, calls[0]),
            new TurnToolCall(1, 1, calls[1]),
            new TurnEnded(Answered(id, new() { Role = Role.Assistant, ToolCalls = [.. calls] }, "tool_calls")),
        ];
    }

    public static IEnumerable<TurnUpdate> Fails(ErrorReason reason, bool afterContent = false)
    {
        yield return new TurnStarted(View("turn-1"));
        if (afterContent)
            yield return new TurnText(1, 0, "half");
        yield return new TurnEnded(View("turn-1") with { State = TurnState.Failed, Error = new(reason, "It failed as scripted.") });
    }

    public static ErasureReceipt Receipt(ErasureRequest request, int conversations) => new()
    {
        ErasureId = request.ErasureId,
        Scope = request.Scope,
        Tenant = request.Tenant,
        Owner = request.Owner,
        Conversation = request.Conversation,
        Conversations = conversations,
        Events = 4 * conversations,
        KeysDestroyed = conversations,
        RequestedAt = Accepted,
        CompletedAt = Accepted.AddSeconds(1),
        LogId = "log-1",
        GenerationBefore = 1,
        GenerationAfter = 2,
        KeyEncryptionKeyId = "0011223344556677",
        TopKeyId = "8899aabbccddeeff",
        Remains = "Older copies of the key file, until the top key is rotated.",
    };
}
