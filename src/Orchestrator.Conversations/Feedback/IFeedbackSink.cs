namespace Orchestrator.Conversations.Feedback;

/// <summary>
/// Is told of feedback once it is durable, in the process that keeps the conversation. Thread-safe; quick, for the caller waits. What it
/// throws is logged and changes nothing: the journal has the feedback.
/// </summary>
public interface IFeedbackSink
{
    /// <summary>Takes one judgement. A repeat of the same judgement is not told again; another one of the same key names the one that it replaces.</summary>
    /// <param name="notice">What was said of which decision.</param>
    void Take(FeedbackNotice notice);
}
