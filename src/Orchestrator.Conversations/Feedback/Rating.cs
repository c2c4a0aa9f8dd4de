namespace Orchestrator.Conversations.Feedback;

/// <summary>How good an answer was, as someone judged it.</summary>
public enum Rating
{
    /// <summary>Not said: only a score, a category, a comment or a correction.</summary>
    None = 0,

    /// <summary>Good.</summary>
    Good = 1,

    /// <summary>Bad.</summary>
    Bad = 2,
}
