using Google.Protobuf;
using Orchestrator.Conversations.Events;
using BodyCase = Orchestrator.Protocol.V1.JournalEvent.BodyOneofCase;

namespace Orchestrator.Protocol;

/// <summary>Events as messages of <c>journal.proto</c>. Fields that a later writer added are passed over.</summary>
public sealed class EventCodec : IEventCodec
{
    private const int Current = 1;

    /// <inheritdoc/>
    public int Version => Current;

    /// <inheritdoc/>
    public byte[] Encode(ConversationEvent e)
    {
        var proto = e switch
        {
            TurnAccepted accepted => accepted.ToProto(),
            TurnRouted routed => routed.ToProto(),
            AttemptStarted started => started.ToProto(),
            AttemptEnded ended => ended.ToProto(),
            TurnCompleted completed => completed.ToProto(),
            TurnFailed failed => new V1.JournalEvent { Failed = new() { Error = failed.Error.ToProto() } },
            TurnCancelled => new V1.JournalEvent { Cancelled = new() },
            TurnInterrupted => new V1.JournalEvent { Interrupted = new() },
            TurnFeedback feedback => new V1.JournalEvent { Feedback = feedback.Judgement.ToProto(feedback.KeyId) },
            _ => throw Unknown(e),
        };
        proto.Version = Current;
        proto.TurnId = e.TurnId;
        return proto.ToByteArray();
    }

    /// <inheritdoc/>
    public ConversationEvent Decode(ReadOnlySpan<byte> content)
    {
        V1.JournalEvent proto;
        try
        {
            proto = V1.JournalEvent.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("The bytes are no event of journal.proto: they are damaged, or were not decrypted.", e);
        }
        if (proto.Version > Current)
            throw new InvalidDataException($"The event is of journal version {proto.Version}; this program reads up to {Current}. Run a newer one.");
        if (proto.Version == 0)
            throw new InvalidDataException("The event names no journal version: the bytes are damaged.");
        try
        {
            return ToEvent(proto);
        }
        catch (WireFormatException e)
        {
            throw new InvalidDataException($"The {proto.BodyCase} event is damaged. {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public string KindOf(ConversationEvent e) => e switch
    {
        TurnAccepted => "accepted",
        TurnRouted => "routed",
        AttemptStarted => "attempt_started",
        AttemptEnded => "attempt_ended",
        TurnCompleted => "completed",
        TurnFailed => "failed",
        TurnCancelled => "cancelled",
        TurnInterrupted => "interrupted",
        TurnFeedback => "feedback",
        _ => throw Unknown(e),
    };

    private static ConversationEvent ToEvent(V1.JournalEvent proto) => proto.BodyCase switch
    {
        BodyCase.Accepted => proto.Accepted.FromProto(proto.TurnId),
        BodyCase.Routed => proto.Routed.FromProto(proto.TurnId),
        BodyCase.AttemptStarted => proto.AttemptStarted.FromProto(proto.TurnId),
        BodyCase.AttemptEnded => proto.AttemptEnded.FromProto(proto.TurnId),
        BodyCase.Completed => proto.Completed.FromProto(proto.TurnId),
        BodyCase.Failed => new TurnFailed(proto.TurnId, (proto.Failed.Error ?? throw new WireFormatException("error", "is required.")).FromProto()),
        BodyCase.Cancelled => new TurnCancelled(proto.TurnId),
        BodyCase.Interrupted => new TurnInterrupted(proto.TurnId),
        BodyCase.Feedback => new TurnFeedback(proto.TurnId, proto.Feedback.FromProto(), proto.Feedback.KeyId),
        BodyCase.None => throw new WireFormatException("body", "is required."),
        _ => throw new WireFormatException("body", "is of a kind that this program does not replay. Run a newer one."),
    };

    private static ArgumentException Unknown(ConversationEvent e) =>
        new($"No message of journal.proto holds {e.GetType().Name}: add it there and here.", nameof(e));
}
