using System.Globalization;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Home;

/// <summary>Speaks templates: picks at random among what they allow and fills the slots from the vocabulary.</summary>
internal sealed class HomeSpeaker
{
    readonly HomeGrammar _grammar;
    readonly Vocabulary _words;

    public HomeSpeaker(HomeGrammar grammar, Vocabulary words)
    {
        _grammar = grammar;
        _words = words;
    }

    public Utterance Speak(HomeSentence sentence, Random random)
    {
        var spoken = new Spoken();
        Say(sentence.Template, sentence, spoken, random, 0);
        return spoken.Finish(sentence.Label, "ha-intents");
    }

    void Say(SentenceTemplate template, HomeSentence sentence, Spoken spoken, Random random, int depth)
    {
        if (depth > 40)
            throw new InvalidOperationException($"The template '{sentence.Text}' names rules that name each other.");
        switch (template)
        {
            case Words words:
                spoken.Add(words.Text, null);
                break;
            case Series series:
                foreach (var part in series.Parts)
                    Say(part, sentence, spoken, random, depth + 1);
                break;
            case Choice choice:
                Say(choice.Options[random.Next(choice.Options.Count)], sentence, spoken, random, depth + 1);
                break;
            case Permutation permutation:
                var order = permutation.Parts.ToArray();
                random.Shuffle(order);
                foreach (var part in order)
                {
                    Say(part, sentence, spoken, random, depth + 1);
                    spoken.Add(" ", null);
                }

                break;
            case Optional optional:
                if (random.NextDouble() < 0.45)
                    Say(optional.Inner, sentence, spoken, random, depth + 1);
                break;
            case Rule rule:
                if (!sentence.Rules.TryGetValue(rule.Name, out var body) && !_grammar.Rules.TryGetValue(rule.Name, out body))
                    throw new InvalidOperationException($"The template '{sentence.Text}' names the rule '{rule.Name}', which no file defines.");
                Say(body, sentence, spoken, random, depth + 1);
                break;
            case Slot slot:
                spoken.Add(Value(slot, sentence, random), slot.Name);
                break;
        }
    }

    string Value(Slot slot, HomeSentence sentence, Random random)
    {
        if (_grammar.Lists.TryGetValue(slot.List, out var list))
        {
            if (list.IsRange)
                return Number(random.Next(list.From, list.To + 1), random);
            if (list.Values.Count > 0)
            {
                var value = new Spoken();
                Say(list.Values[random.Next(list.Values.Count)], sentence, value, random, 1);
                return value.Finish("", "").Text;
            }
        }

        return _words.Pick(slot.List == "name" ? $"name.{sentence.Domain}" : slot.List, random);
    }

    static string Number(int n, Random random)
    {
        string[] small = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
        if (n <= 12 && random.NextDouble() < 0.4)
            return small[n];
        string[] tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
        return n >= 20 && n % 10 == 0 && n < 100 && random.NextDouble() < 0.3 ? tens[(n / 10) - 2] : n.ToString(CultureInfo.InvariantCulture);
    }
}
