namespace Orchestrator.Inference.Taggers;

/// <summary>The reviewed answer for each intent, framed by words that say what it is.</summary>
internal sealed class PreparedAnswers
{
    readonly TaggerAnswers _answers;

    public PreparedAnswers(TaggerAnswers answers) => _answers = answers;

    public string NotMine => Phrase("not-mine");

    public string? For(TaggerResult result) =>
        result.IsMine && _answers.Answers.TryGetValue(result.Intent, out var answer) ? $"{answer}\n\n{Phrase("closing")}" : null;

    string Phrase(string name) => _answers.Phrases.TryGetValue(name, out var phrase) ? phrase : "";
}
