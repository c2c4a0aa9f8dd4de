using Orchestrator.Training.Data;
using Orchestrator.Training.Home;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Difficulty;

/// <summary>Prompts by the kind of model that answers them well: 0 nano, 1 mini, 2 a stronger one.</summary>
internal static class DifficultyData
{
    public const int Nano = 0, Mini = 1, Cloud = 2;

    /// <summary>CLINC150 intents that are commands of the nano model.</summary>
    static readonly HashSet<string> Commands =
    [
        "smart_home", "timer", "alarm", "play_music", "next_song", "change_volume", "weather", "shopping_list_update", "shopping_list", "todo_list_update", "todo_list", "calendar_update", "calendar",
        "reminder_update", "reminder", "update_playlist", "time", "date", "what_song",
    ];

    /// <summary>CLINC150 intents whose prepared answer only says that the model does not do it.</summary>
    static readonly HashSet<string> Open = ["translate", "definition", "calculator", "spelling"];

    public static List<(string Text, int Kind, string Source)> Read(SourceTexts sources, Random random)
    {
        var grammar = HomeGrammar.Read(sources.HomeIntents);
        grammar.AddOwn(Resource.Text("home-extra.yaml"));
        var words = Vocabulary.FromResource();
        var snips = sources.Snips();
        words.Add("search_query", snips.Where(u => u.Label == "PlayMusic").SelectMany(u => u.Slots.Where(s => s.Slot is "artist" or "track").Select(s => u.Text[s.Start..s.End])).Distinct());
        var speaker = new HomeSpeaker(grammar, words);
        var openRequests = new OpenRequests(speaker);
        var plain = new Augmentation { Courtesy = 0.2, Openings = Courtesies.Openings, Closings = Courtesies.Closings };
        var asked = new Augmentation { Courtesy = 0.25, Numbers = 0.25, Openings = Courtesies.QuestionOpenings, Closings = Courtesies.QuestionClosings };

        var all = new List<(string, int, string)>();
        all.AddRange(grammar.Sentences.SelectMany(s => Enumerable.Range(0, 14).Select(_ => (plain.Vary(speaker.Speak(s, random), random).Text, Nano, "ha-intents"))));
        all.AddRange(snips.Select(u => (plain.Vary(u, random).Text, Nano, "snips")));
        all.AddRange(sources.Hwu().Where(u => !u.Label.StartsWith("general_", StringComparison.Ordinal))
            .Select(u => (plain.Vary(u, random).Text, u.Label.StartsWith("qa_", StringComparison.Ordinal) ? Cloud : Nano, "hwu64")));
        all.AddRange(sources.Clinc("train").Concat(sources.Clinc("val")).Select(u => (asked.Vary(u, random).Text, Commands.Contains(u.Label) ? Nano : Open.Contains(u.Label) ? Cloud : Mini, "clinc150")));
        all.AddRange(sources.Banking().SelectMany(u => Enumerable.Range(0, 2).Select(_ => (asked.Vary(u, random).Text, Mini, "banking77"))));
        all.AddRange(sources.Clinc("oos_train").Concat(sources.Clinc("oos_val")).SelectMany(u => Enumerable.Repeat((u.Text, Cloud, "clinc150-oos"), 4)));
        all.AddRange(sources.Open().Select(u => (u.Text, Cloud, u.Source)));
        all.AddRange(Enumerable.Range(0, 6000).Select(_ => (openRequests.Next(random).Text, Cloud, "own-sentences")));
        return all;
    }
}
