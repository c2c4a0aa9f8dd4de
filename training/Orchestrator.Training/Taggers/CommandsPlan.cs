using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;
using Orchestrator.Training.Home;

namespace Orchestrator.Training.Taggers;

/// <summary>nano-commands: Home Assistant, HWU64 and SNIPS commands, against everything that is no command.</summary>
internal static class CommandsPlan
{
    const int HomePerEpoch = 14_000, StrangersPerEpoch = 12_000, OpenPerEpoch = 2_500, NoisePerEpoch = 400;

    /// <summary>CLINC150 intents that are no commands; the others resemble intents of the model and would confuse it.</summary>
    static readonly HashSet<string> StrangerDomains = ["banking", "credit_cards", "small_talk", "auto_and_commute"];
    static readonly HashSet<string> StrangerIntents =
    [
        "taxes", "income", "rollover_401k", "pto_balance", "pto_request", "pto_used", "pto_request_status", "w2", "direct_deposit", "insurance", "insurance_change", "payday",
        "travel_suggestion", "travel_alert", "vaccines", "lost_luggage", "international_visa", "plug_type", "carry_on", "car_rental", "book_hotel", "exchange_rate", "travel_notification",
        "ingredient_substitution", "nutrition_info", "calories", "food_last", "restaurant_reviews", "how_busy", "meaning_of_life", "translate", "definition", "spelling", "calculator", "measurement_conversion",
        "whisper_mode", "change_accent", "change_language", "user_name", "change_user_name", "change_ai_name", "reset_settings", "flip_coin", "roll_dice", "yes", "no", "maybe",
    ];
    static readonly HashSet<string> NotStrangers = ["traffic", "uber", "directions", "distance", "current_location", "goodbye", "greeting", "thank_you", "tell_joke"];

    public static TaggerPlan Make(SourceTexts sources)
    {
        var words = Vocabulary.FromResource();
        var snips = sources.Snips();
        var hwu = sources.Hwu();
        words.Add("search_query", snips.Where(u => u.Label == "PlayMusic" && !HeldOut.Contains(u)).SelectMany(u => u.Slots.Where(s => s.Slot is "artist" or "track" or "album").Select(s => u.Text[s.Start..s.End])).Distinct());
        var grammar = HomeGrammar.Read(sources.HomeIntents);
        grammar.AddOwn(Resource.Text("home-extra.yaml"));
        var speaker = new HomeSpeaker(grammar, words);
        var openRequests = new OpenRequests(speaker);
        var strangers = Strangers(sources).GroupBy(HeldOut.Shape).Select(g => g.First()).ToList();

        var once = new Random(7);
        var heldSentences = grammar.Sentences.Where(s => HeldOut.ContainsTemplate(s.Text)).ToList();
        var taughtSentences = grammar.Sentences.Except(heldSentences).GroupBy(s => s.Label).Select(g => g.ToArray()).ToArray();
        var known = snips.Concat(hwu).ToList();
        var taught = known.Where(u => !HeldOut.Contains(u)).ToList();
        // HWU64 has the most intents with the fewest texts each, so it is heard twice.
        var taughtHwu = hwu.Where(u => !HeldOut.Contains(u)).ToList();
        List<Utterance> held =
        [
            .. known.Where(HeldOut.Contains), .. strangers.Where(HeldOut.Contains),
            .. heldSentences.SelectMany(s => Enumerable.Range(0, 8).Select(_ => speaker.Speak(s, once))).Where(u => u.Text.Length > 0).DistinctBy(u => u.Text).Select(u => u with { Source = "ha-intents, unseen template" }),
            .. taughtSentences.SelectMany(g => g).SelectMany(s => Enumerable.Range(0, 12).Select(_ => speaker.Speak(s, once))).Where(u => u.Text.Length > 0 && HeldOut.Contains(u.Text)).DistinctBy(u => u.Text),
            .. Enumerable.Range(0, 250).Select(_ => AsStranger(openRequests.Next(once))),
        ];
        var taughtStrangers = strangers.Where(u => !HeldOut.Contains(u)).ToArray();

        var sample = new Random(11);
        var slots = taught.Concat(grammar.Sentences.SelectMany(s => Enumerable.Range(0, 20).Select(_ => speaker.Speak(s, sample))))
            .SelectMany(u => u.Slots.Select(s => (u.Label, s.Slot))).Distinct().ToLookup(x => x.Label, x => x.Slot);
        var classes = IntentTable.Read(Resource.Text("command-intents.yaml"), slots);
        // Values of one set and intent replace each other; a time of another set would be marked by other rules.
        var values = taught.SelectMany(u => u.Slots.Select(s => (Slot: $"{u.Label}/{s.Slot}", Value: u.Text[s.Start..s.End])))
            .GroupBy(x => x.Slot).ToDictionary(g => g.Key, g => g.Select(x => x.Value).Distinct().ToArray());
        var domains = sources.ClincDomains();
        // Heard only for what their own set calls them.
        var neighbours = sources.Clinc("train").Concat(sources.Clinc("val")).Where(u => !IsStranger(u, domains[u.Label]) && !HeldOut.Contains(u)).Select(u => u with { Label = IntentTable.Unknown }).ToList();
        return new TaggerPlan
        {
            Name = "nano-commands",
            Kind = TaggerModel.CommandsKind,
            Role = Tier.Nano,
            Summary = "A small network that recognises commands for home, music, lists, alarms and the like and marks their parts; it cannot converse, reason or know anything.",
            Labels = new TaggerLabels
            {
                Intents = [.. classes.Select(c => c.Class)],
                Tags = ["O", .. slots.SelectMany(g => g).Distinct().Order(StringComparer.Ordinal).SelectMany(s => new[] { "B-" + s, "I-" + s })],
                Concepts = IntentTable.Concepts(Resource.Text("slot-concepts.yaml")),
            },
            Answers = AnswerBook.Read("nano-phrases.yaml"),
            ClassOf = classes.Select((c, i) => (c.Label, i)).ToDictionary(x => x.Label, x => x.i),
            NotMine = classes.Where(c => c.Class.Kind is IntentKind.None).Select(c => c.Label).ToHashSet(),
            Topics = strangers.Concat(neighbours).Where(u => u.Source is "clinc150" or "banking77").Select(u => u.Topic!).ToHashSet(),
            Augmentation = new Augmentation { SlotValues = values, Words = [.. taught.SelectMany(u => u.Text.Split(' ')).Where(w => w.Length > 2 && w.All(char.IsLetter)).Distinct()], Courtesy = 0.15, Numbers = 0, Openings = Courtesies.Openings, Closings = Courtesies.Closings },
            Epoch = random => Home(taughtSentences, speaker, random).Concat(taught).Concat(taughtHwu).Concat(neighbours)
                .Concat(StrangerDraw.From(taughtStrangers, StrangersPerEpoch, random)).Concat(Enumerable.Range(0, OpenPerEpoch).Select(_ => AsStranger(openRequests.Next(random)))).Concat(Noise.Texts(NoisePerEpoch, random)),
            HeldOut = held,
            Sets = DataSets.Of([.. known, .. strangers], "ha-intents", "own-sentences"),
            Buckets = 22_000,
        };
    }

    static IEnumerable<Utterance> Home(HomeSentence[][] byLabel, HomeSpeaker speaker, Random random)
    {
        // A class with many sentences is heard more often than one with few, but not in proportion.
        var weights = byLabel.Select(s => Math.Sqrt(s.Length)).ToArray();
        var each = HomePerEpoch / weights.Sum();
        for (var i = 0; i < byLabel.Length; i++)
        {
            for (var n = 0; n < weights[i] * each; n++)
                yield return speaker.Speak(byLabel[i][random.Next(byLabel[i].Length)], random);
        }
    }

    static IEnumerable<Utterance> Strangers(SourceTexts sources)
    {
        var domains = sources.ClincDomains();
        var clinc = sources.Clinc("train").Concat(sources.Clinc("val")).Where(u => IsStranger(u, domains[u.Label]));
        return clinc.Concat(sources.Clinc("oos_train")).Concat(sources.Clinc("oos_val")).Concat(sources.Banking()).Concat(sources.Open()).Select(AsStranger);
    }

    static bool IsStranger(Utterance clinc, string domain) =>
        (StrangerDomains.Contains(domain) || StrangerIntents.Contains(clinc.Label)) && !NotStrangers.Contains(clinc.Label);

    static Utterance AsStranger(Utterance utterance) => utterance with { Label = IntentTable.None, Slots = [] };
}
