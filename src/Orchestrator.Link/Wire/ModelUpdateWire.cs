using Google.Protobuf;
using Orchestrator.Conversations.Targets;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Wire;

/// <summary>Updates of answers as they cross.</summary>
internal static class ModelUpdateWire
{
    public static byte[] ToBytes(ModelUpdate update) => (update switch
    {
        ModelText text => new ModelUpdateFrame { Text = text.Text },
        ModelToolCall call => new ModelUpdateFrame { ToolCall = call.Call.ToProto() },
        ModelEnded ended => new ModelUpdateFrame { Ended = ToProto(ended) },
        _ => throw new ArgumentException($"A model's {update.GetType().Name} cannot cross the link.", nameof(update)),
    }).ToByteArray();

    /// <summary>Why there is no answer, as it crosses inside a seal.</summary>
    public static byte[] ToBytes(TargetException failure) =>
        new ModelUpdateFrame { Failed = new() { Code = failure.Code, Message = failure.Message } }.ToByteArray();

    /// <summary>The update that crossed, or null for a kind that a newer version added.</summary>
    /// <exception cref="TargetException">The bytes are no update, or say why there is no answer.</exception>
    public static ModelUpdate? FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var frame = ModelUpdateFrame.Parser.ParseFrom(bytes);
            return frame.UpdateCase switch
            {
                ModelUpdateFrame.UpdateOneofCase.Text => frame.Text.Length > 0 ? new ModelText(frame.Text) : null,
                ModelUpdateFrame.UpdateOneofCase.ToolCall => new ModelToolCall(frame.ToolCall.FromProto()),
                ModelUpdateFrame.UpdateOneofCase.Ended => FromProto(frame.Ended),
                ModelUpdateFrame.UpdateOneofCase.Failed when frame.Failed.Code.Length > 0 => throw new TargetException(frame.Failed.Code, frame.Failed.Message),
                _ => null,
            };
        }
        catch (InvalidProtocolBufferException)
        {
            // The parser's own exception is not passed on: nothing says what its message quotes.
            throw new TargetException("protocol", "A message of the answer cannot be read.");
        }
    }

    private static ModelAnswerEnd ToProto(ModelEnded ended)
    {
        var proto = new ModelAnswerEnd { FinishReason = ended.FinishReason, Usage = ended.Usage?.ToProto(), Declined = ended.Declined };
        if (ended.Confidence is { } confidence)
            proto.Confidence = confidence;
        if (ended.Model is { } model)
            proto.Model = model;
        if (ended.Risk is { } risk)
        {
            proto.Risk = new() { Domain = risk.Domain, Alone = risk.Alone };
            if (risk.Agreed is { } agreed)
                proto.Risk.Agreed = agreed;
        }

        return proto;
    }

    private static ModelEnded FromProto(ModelAnswerEnd proto) => new()
    {
        FinishReason = proto.FinishReason,
        Usage = proto.Usage?.FromProto(),
        Confidence = proto.HasConfidence && proto.Confidence is >= 0 and <= 1 ? proto.Confidence : null,
        Risk = proto.Risk is { Alone: >= 0 and <= 1 } risk ? new(risk.Domain, risk.Alone, risk.HasAgreed && risk.Agreed is >= 0 and <= 1 ? risk.Agreed : null) : null,
        Declined = proto.Declined,
        Model = proto.HasModel ? proto.Model : null,
    };
}
