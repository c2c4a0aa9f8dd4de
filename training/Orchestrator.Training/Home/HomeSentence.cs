namespace Orchestrator.Training.Home;

/// <summary>One template with what it needs to be spoken: the output class, the kind of device it names, local rules.</summary>
internal sealed record HomeSentence(string Intent, string Label, string Domain, string Text, SentenceTemplate Template, IReadOnlyDictionary<string, SentenceTemplate> Rules);
