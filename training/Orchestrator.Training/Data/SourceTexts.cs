using System.Text;
using System.Text.Json;

namespace Orchestrator.Training.Data;

/// <summary>Readers for the sets under the data folder; <c>training/README.md</c> says where they come from.</summary>
internal sealed class SourceTexts
{
    readonly string _nano;
    readonly string _routing;
    readonly ExampleFilter _filter;

    public SourceTexts(string folder, ExampleFilter filter)
    {
        _nano = Path.Combine(folder, "nano");
        _routing = Path.Combine(folder, "routing");
        _filter = filter;
    }

    public string HomeIntents => Path.Combine(_nano, "ha-intents", "sentences", "en");

    public List<Utterance> Snips() => Keep(
        from file in Directory.GetFiles(Path.Combine(_nano, "snips"), "train_*.json").Order(StringComparer.Ordinal)
        from intent in Parse(file).EnumerateObject()
        from item in intent.Value.EnumerateArray()
        select Joined(intent.Name, item.GetProperty("data")));

    public List<Utterance> Hwu() => Keep(
        from item in Parse(Path.Combine(_nano, "hwu64", "train_fold1.json")).GetProperty("rasa_nlu_data").GetProperty("common_examples").EnumerateArray()
        let text = item.GetProperty("text").GetString()!
        let slots = item.GetProperty("entities").EnumerateArray()
            .Select(e => new SlotSpan(e.GetProperty("start").GetInt32(), e.GetProperty("end").GetInt32(), e.GetProperty("entity").GetString()!)).ToList()
        select new Utterance(text, item.GetProperty("intent").GetString()!, slots, "hwu64") { Topic = "hwu64:" + item.GetProperty("intent").GetString() });

    /// <summary>A part of CLINC150: train, val, oos_train or oos_val.</summary>
    public List<Utterance> Clinc(string part) => Keep(
        from pair in Parse(Path.Combine(_nano, "clinc150", "data_dev.json")).GetProperty(part).EnumerateArray()
        select new Utterance(pair[0].GetString()!, pair[1].GetString()!, part.StartsWith("oos", StringComparison.Ordinal) ? "clinc150-oos" : "clinc150"));

    public Dictionary<string, string> ClincDomains() =>
        (from domain in Parse(Path.Combine(_nano, "clinc150", "domains.json")).EnumerateObject()
         from intent in domain.Value.EnumerateArray()
         select (Intent: intent.GetString()!, Domain: domain.Name)).ToDictionary(x => x.Intent, x => x.Domain);

    public List<Utterance> Banking() => Keep(
        from row in Csv.Rows(File.ReadAllText(Path.Combine(_nano, "banking77", "train.csv"))).Skip(1)
        where row.Count == 2
        select new Utterance(row[0].Trim(), row[1].Trim(), "banking77"));

    /// <summary>Open requests and problems: what needs a stronger model. The label is the set they come from.</summary>
    public List<Utterance> Open() => Keep(
        Lines(_nano, "gsm8k/train.jsonl").Select(j => Open(j.GetProperty("question"), "gsm8k"))
        .Concat(SelfInstruct("self-instruct/seed_tasks.jsonl")).Concat(SelfInstruct("self-instruct/user_oriented_instructions.jsonl"))
        .Concat(Lines(_routing, "mmlu_dev.jsonl").Select(j => Open(j.GetProperty("prompt"), "mmlu")))
        .Concat(Lines(_routing, "math-l5.jsonl").Select(j => Open(j.GetProperty("prompt"), "math-l5")))
        .Concat(Lines(_routing, "crux.jsonl").Select(j => Open(j.GetProperty("prompt"), "crux")))
        .Concat(Parse(Path.Combine(_routing, "dcrouter_preprocessed__train.json")).EnumerateArray().Select(j => Open(j.GetProperty("question"), "dcrouter"))));

    /// <summary>Exam questions with whether a weak (Mixtral 8x7B) and a strong (GPT-4) model were right.</summary>
    public List<JudgedPrompt> Judged()
    {
        List<JudgedPrompt> judged = [.. RoutingSets.Mmlu(_routing), .. RoutingSets.Gsm8k(_routing)];
        judged.AddRange(RoutingSets.General(_routing, judged));
        return [.. judged.Where(j => _filter.Allows(j.Prompt))];
    }

    List<Utterance> Keep(IEnumerable<Utterance> all) => [.. all.Where(u => u.Text.Length > 0 && _filter.Allows(u.Text))];

    static Utterance Open(JsonElement text, string source) => new(text.GetString()!, source, source);

    IEnumerable<Utterance> SelfInstruct(string file) =>
        from task in Lines(_nano, file)
        let instruction = task.GetProperty("instruction").GetString()!
        from input in task.GetProperty("instances").EnumerateArray().Take(1).Select(i => i.GetProperty("input").GetString() ?? "")
        from text in input.Length == 0 ? [instruction] : new[] { instruction, $"{instruction}\n{input}" }
        select new Utterance(text, "self-instruct", "self-instruct");

    static Utterance Joined(string intent, JsonElement parts)
    {
        var text = new StringBuilder();
        var slots = new List<SlotSpan>();
        foreach (var part in parts.EnumerateArray())
        {
            var piece = part.GetProperty("text").GetString()!;
            var blank = piece.Length - piece.TrimStart().Length;
            if (part.TryGetProperty("entity", out var slot) && blank < piece.Length)
                slots.Add(new SlotSpan(text.Length + blank, text.Length + piece.TrimEnd().Length, slot.GetString()!));
            text.Append(piece);
        }

        return new Utterance(text.ToString().TrimEnd(), intent, slots, "snips") { Topic = "snips:" + intent };
    }

    static double Share(JsonElement right) => right.ValueKind == JsonValueKind.True || (right.ValueKind == JsonValueKind.String && right.GetString() == "True") ? 1 : 0;

    static IEnumerable<JsonElement> Lines(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement);

    /// <summary>Some SNIPS files are Latin-1.</summary>
    static JsonElement Parse(string file)
    {
        var bytes = File.ReadAllBytes(file);
        try
        {
            return JsonDocument.Parse(new UTF8Encoding(false, true).GetString(bytes)).RootElement;
        }
        catch (DecoderFallbackException)
        {
            return JsonDocument.Parse(Encoding.Latin1.GetString(bytes)).RootElement;
        }
    }
}
