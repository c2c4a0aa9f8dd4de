using Orchestrator.Conversations.Turns;

namespace Orchestrator.Conversations.Feedback;

/// <summary>Refuses judgements that say nothing or too much, naming the field and the remedy.</summary>
internal static class JudgementValidation
{
    private const int MostCategories = 16;
    private const int LongestCategory = 64;
    private const int LongestComment = 8192;
    private const int LongestCorrection = 65536;

    public static void Check(TurnJudgement judgement)
    {
        if (judgement is { Rating: Rating.None, Score: null, Categories.IsEmpty: true, Comment: null or "", Correction: null or "" })
            throw Invalid("feedback", "Feedback says at least one thing: a rating, a score, a category, a comment or a correction.");
        if (!Enum.IsDefined(judgement.Rating))
            throw Invalid("feedback.rating", "A rating is good or bad.");
        if (judgement.Score is not (null or (>= 0 and <= 1)))
            throw Invalid("feedback.score", "A score is a number from 0 to 1.");
        if (judgement.Categories.Length > MostCategories || judgement.Categories.Any(static c => !IsCategory(c)))
            throw Invalid("feedback.categories", $"Categories are at most {MostCategories} words of at most {LongestCategory} characters a-z, 0-9 and '-'.");
        CheckText(judgement.Comment, LongestComment, "feedback.comment");
        CheckText(judgement.Correction, LongestCorrection, "feedback.correction");
    }

    private static void CheckText(string? text, int longest, string field)
    {
        if (text?.Length > longest)
            throw Invalid(field, $"It has {text.Length} characters and {longest} are accepted.");
        if (text is not null && !TurnRequestValidation.IsWellFormed(text))
            throw Invalid(field, "A text holds half of a surrogate pair, which no UTF-8 can carry. Send whole characters.");
    }

    private static bool IsCategory(string word) =>
        word.Length is >= 1 and <= LongestCategory && word.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static OrchestratorException Invalid(string field, string message) => new(ErrorReason.InvalidRequest, message, field);
}
