using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;
using Orchestrator.Training.Home;

namespace Orchestrator.Training.Taggers;

/// <summary>mini-answers: the intents of CLINC150 and BANKING77, each with a prepared answer, against everything else.</summary>
internal static class AnswersPlan
{
    const int StrangersPerEpoch = 7_000, OutOfScopeRepeats = 6, OpenPerEpoch = 1_500, NoisePerEpoch = 400, OwnPerEpoch = 1_400, NeighboursPerEpoch = 6_000;

    /// <summary>Intents of the two sets that one answer serves.</summary>
    static readonly Dictionary<string, string> Groups = new()
    {
        ["card_declined"] = "card-declined", ["declined_card_payment"] = "card-declined",
        ["pin_change"] = "change-pin", ["change_pin"] = "change-pin",
        ["report_lost_card"] = "card-lost", ["lost_or_stolen_card"] = "card-lost",
        ["replacement_card_duration"] = "card-delivery", ["card_delivery_estimate"] = "card-delivery",
    };

    /// <summary>Commands of other sets for which no intent here comes near.</summary>
    static readonly HashSet<string> StrangeCommands =
    [
        "qa_factoid", "qa_stock", "social_post", "social_query", "news_query", "email_query", "email_sendemail", "play_radio", "play_podcasts", "play_audiobook", "play_game",
        "recommendation_events", "iot_coffee", "takeaway_order", "takeaway_query", "RateBook", "SearchScreeningEvent", "SearchCreativeWork",
    ];

    public static TaggerPlan Make(SourceTexts sources)
    {
        var grammar = HomeGrammar.Read(sources.HomeIntents);
        var own = new HomeGrammar();
        own.AddOwn(Resource.Text("bank-extra.yaml"));
        var speaker = new HomeSpeaker(own, Vocabulary.FromResource());
        var ownSentences = own.Sentences.Where(x => !HeldOut.ContainsTemplate(x.Text)).ToArray();
        var open = new OpenRequests(new HomeSpeaker(grammar, Vocabulary.FromResource()));
        var validation = sources.Clinc("val");
        var kept = validation.Select(HeldOut.Shape).ToHashSet(StringComparer.Ordinal);
        var clinc = sources.Clinc("train").Where(u => !kept.Contains(HeldOut.Shape(u))).ToList();
        var banking = sources.Banking();
        var taught = clinc.Concat(banking.Where(u => !HeldOut.Contains(u))).ToList();
        var outOfScope = sources.Clinc("oos_train").Select(AsStranger).ToList();
        var strangers = sources.Open().Concat(sources.Hwu().Concat(sources.Snips()).Where(u => StrangeCommands.Contains(u.Label)))
            .Select(AsStranger).GroupBy(HeldOut.Shape).Select(g => g.First()).ToList();
        // Commands of other sets: strangers where no intent here comes near, and heard only for what their set calls them where one does.
        var commands = sources.Hwu().Concat(sources.Snips()).Where(u => !HeldOut.Contains(u)).ToList();
        var neighbours = commands.Where(u => !StrangeCommands.Contains(u.Label)).Select(u => u with { Label = IntentTable.Unknown, Slots = [] }).ToArray();
        var taughtStrangers = strangers.Where(u => !HeldOut.Contains(u)).ToArray();
        var once = new Random(7);
        List<Utterance> held =
        [
            .. validation, .. banking.Where(HeldOut.Contains), .. strangers.Where(HeldOut.Contains), .. sources.Clinc("oos_val").Select(AsStranger),
            .. Enumerable.Range(0, 200).Select(_ => AsStranger(open.Next(once))),
        ];

        var answers = AnswerBook.Read("prepared-answers.yaml");
        var intents = taught.Select(u => u.Label).Distinct().Order(StringComparer.Ordinal).ToList();
        if (intents.Find(i => !answers.Answers.ContainsKey(i)) is { } missing)
            throw new InvalidOperationException($"The intent '{missing}' has no answer in prepared-answers.yaml. Write one.");
        return new TaggerPlan
        {
            Name = "mini-answers",
            Kind = TaggerModel.AnswersKind,
            Role = Tier.Mini,
            Summary = "A small network that recognises 226 kinds of everyday and banking questions and gives the answer a person prepared for each; it generates no text and knows nothing else.",
            Labels = new TaggerLabels
            {
                Intents = [.. intents.Select(i => new IntentLabel { Name = i, Group = Groups.GetValueOrDefault(i, i), Kind = IntentKind.Answer, Words = i.Replace('_', ' ') }), None],
                Tags = [],
            },
            Answers = answers,
            ClassOf = intents.Append(IntentTable.None).Select((name, i) => (name, i)).ToDictionary(x => x.name, x => x.i),
            NotMine = new HashSet<string> { IntentTable.None },
            Topics = commands.Select(u => u.Topic!).ToHashSet(),
            Augmentation = new Augmentation { Courtesy = 0.15, Numbers = 0.15, Openings = Courtesies.QuestionOpenings, Closings = Courtesies.QuestionClosings },
            Epoch = random => taught.Concat(random.GetItems(neighbours, NeighboursPerEpoch)).Concat(Enumerable.Range(0, OwnPerEpoch).Select(_ => speaker.Speak(ownSentences[random.Next(ownSentences.Length)], random) with { Source = "own-sentences" }))
                .Concat(Enumerable.Repeat(outOfScope, OutOfScopeRepeats).SelectMany(o => o))
                .Concat(StrangerDraw.From(taughtStrangers, StrangersPerEpoch, random)).Concat(Enumerable.Range(0, OpenPerEpoch).Select(_ => AsStranger(open.Next(random)))).Concat(Noise.Texts(NoisePerEpoch, random)),
            HeldOut = held,
            Sets = DataSets.Of([.. clinc, .. validation, .. banking, .. outOfScope, .. strangers], "own-sentences"),
            Buckets = 22_000,
            Crop = 64,
            MaxTokens = 128,
        };
    }

    static IntentLabel None => new() { Name = IntentTable.None, Group = IntentTable.None, Kind = IntentKind.None, Words = "something else" };

    static Utterance AsStranger(Utterance utterance) => utterance with { Label = IntentTable.None, Slots = [] };
}
