using Google.Protobuf.WellKnownTypes;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Protocol;

// Receipts of erasures.
public static partial class WireMapping
{
    /// <summary>The receipt as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ErasureReceipt ToProto(this ErasureReceipt value)
    {
        var proto = new V1.ErasureReceipt
        {
            ErasureId = value.ErasureId,
            Scope = value.Scope.ToProto(),
            Tenant = value.Tenant,
            Conversations = value.Conversations,
            Events = value.Events,
            KeysDestroyed = value.KeysDestroyed,
            RequestedAt = Timestamp.FromDateTimeOffset(value.RequestedAt),
            CompletedAt = Timestamp.FromDateTimeOffset(value.CompletedAt),
            LogId = value.LogId,
            GenerationBefore = value.GenerationBefore,
            GenerationAfter = value.GenerationAfter,
            KeyEncryptionKeyId = value.KeyEncryptionKeyId,
            TopKeyId = value.TopKeyId,
            Remains = value.Remains,
            CoveredAt = value.CoveredAt is { } covered ? Timestamp.FromDateTimeOffset(covered) : null,
        };
        if (value.Owner is { } owner)
            proto.Owner = owner;
        if (value.Conversation is { } conversation)
            proto.Conversation = conversation.ToString();
        proto.Nodes.AddRange(value.Nodes.Select(static n => new V1.NodeErasure
        {
            Node = n.Node,
            ConfirmedAt = n.ConfirmedAt is { } confirmed ? Timestamp.FromDateTimeOffset(confirmed) : null,
            Conversations = n.Conversations,
            Events = n.Events,
        }));
        return proto;
    }

    /// <summary>The receipt that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ErasureReceipt FromProto(this V1.ErasureReceipt proto) => new()
    {
        ErasureId = proto.ErasureId,
        Scope = proto.Scope.FromProto(),
        Tenant = proto.Tenant,
        Owner = proto.HasOwner ? proto.Owner : null,
        Conversation = proto.HasConversation ? ToConversationId(proto.Conversation, "conversation") : null,
        Conversations = proto.Conversations,
        Events = proto.Events,
        KeysDestroyed = proto.KeysDestroyed,
        RequestedAt = ToTime(proto.RequestedAt, "requested_at"),
        CompletedAt = ToTime(proto.CompletedAt, "completed_at"),
        LogId = proto.LogId,
        GenerationBefore = proto.GenerationBefore,
        GenerationAfter = proto.GenerationAfter,
        KeyEncryptionKeyId = proto.KeyEncryptionKeyId,
        TopKeyId = proto.TopKeyId,
        Remains = proto.Remains,
        CoveredAt = proto.CoveredAt is null ? null : ToTime(proto.CoveredAt, "covered_at"),
        // None is the same none in every receipt, so that two are equal that tell the same.
        Nodes = proto.Nodes.Count == 0 ? [] : [.. proto.Nodes.Select(static n => new NodeErasure(n.Node, n.ConfirmedAt is null ? null : ToTime(n.ConfirmedAt, "nodes.confirmed_at"), n.Conversations, n.Events))],
    };

    /// <summary>What a node is to erase, as it crosses.</summary>
    /// <param name="value">An owner's or a tenant's erasure, with the time when it was asked for.</param>
    public static V1.ErasureOrder ToOrder(this ErasureRequest value)
    {
        var order = new V1.ErasureOrder { ErasureId = value.ErasureId, AskedAt = Timestamp.FromDateTimeOffset(value.AskedAt!.Value) };
        if (value.Owner is { } owner)
            order.Owner = owner;
        return order;
    }

    /// <summary>What a node is to erase.</summary>
    /// <param name="proto">What was received.</param>
    /// <param name="tenant">The node's own tenant.</param>
    public static ErasureRequest FromProto(this V1.ErasureOrder proto, string tenant) => new()
    {
        ErasureId = proto.ErasureId,
        Tenant = tenant,
        Scope = proto.HasOwner ? ErasureScope.Owner : ErasureScope.Tenant,
        Owner = proto.HasOwner ? proto.Owner : null,
        AskedAt = ToTime(proto.AskedAt, "asked_at"),
    };

    private static V1.ErasureScope ToProto(this ErasureScope value) => value switch
    {
        ErasureScope.Conversation => V1.ErasureScope.Conversation,
        ErasureScope.Owner => V1.ErasureScope.Owner,
        ErasureScope.Tenant => V1.ErasureScope.Tenant,
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No ErasureScope of conversation.proto says this: add it there."),
    };

    private static ErasureScope FromProto(this V1.ErasureScope proto) => proto switch
    {
        V1.ErasureScope.Conversation => ErasureScope.Conversation,
        V1.ErasureScope.Owner => ErasureScope.Owner,
        V1.ErasureScope.Tenant => ErasureScope.Tenant,
        _ => throw new WireFormatException("scope", "expected a conversation, an owner or a tenant."),
    };
}
