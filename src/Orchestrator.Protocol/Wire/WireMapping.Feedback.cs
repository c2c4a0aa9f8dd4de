using Orchestrator.Conversations.Feedback;

namespace Orchestrator.Protocol;

// Feedback, as it is sent and as it is kept.
public static partial class WireMapping
{
    /// <summary>The judgement as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    /// <param name="keyId">Which API key was shown; empty in a request.</param>
    public static V1.Feedback ToProto(this TurnJudgement value, string keyId = "")
    {
        var proto = new V1.Feedback { Rating = (V1.Rating)value.Rating, KeyId = keyId };
        if (value.Score is { } score)
            proto.Score = score;
        if (value.Comment is { } comment)
            proto.Comment = comment;
        if (value.Correction is { } correction)
            proto.Correction = correction;
        Fill(proto.Categories, value.Categories);
        return proto;
    }

    /// <summary>The judgement that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static TurnJudgement FromProto(this V1.Feedback proto) => new()
    {
        Rating = Known((Rating)proto.Rating, "rating"),
        Score = proto.HasScore ? proto.Score : null,
        Categories = [.. proto.Categories],
        Comment = proto.HasComment ? proto.Comment : null,
        Correction = proto.HasCorrection ? proto.Correction : null,
    };
}
