using System.Text.Json;

namespace Orchestrator.Training.Data;

/// <summary>Readers of the judged sets; <c>training/README.md</c> says where they come from.</summary>
internal static class RoutingSets
{
    public const string Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1", Strong = "gpt-4-1106-preview";

    /// <summary>What a general question counts beside a judged one; of .15, .3 and .6 this did best on the half of the rows on which it was chosen.</summary>
    const double GeneralWeight = 0.15;

    /// <summary>Exam questions of MMLU; the group is the subject.</summary>
    public static List<JudgedPrompt> Mmlu(string folder) =>
        [.. Lines(folder, "mmlu_dev.jsonl").Select(j => new JudgedPrompt(Text(j, "prompt"), Text(j, "id").Split('/')[0], Share(j.GetProperty("weak")), Share(j.GetProperty("strong"))))];

    /// <summary>Word problems of GSM8K.</summary>
    public static List<JudgedPrompt> Gsm8k(string folder) =>
        [.. Lines(folder, "gsm8k_dev.jsonl").Select(j => new JudgedPrompt(Text(j, "prompt"), "gsm8k", Share(j.GetProperty(Weak)), Share(j.GetProperty(Strong))))];

    /// <summary>
    /// Questions of 14 tasks that smaller and larger open models answered: other models and other forms than what is judged, but it shows what
    /// kinds of questions size helps with. Taught only, never judged; what stands in a judged set is left out.
    /// </summary>
    public static List<JudgedPrompt> General(string folder, IEnumerable<JudgedPrompt> judged)
    {
        string[] weak = ["mistral-7b-instruct-v0.3", "llama-3.1-8b-instruct", "qwen2.5-7b-instruct"];
        string[] strong = ["llama-3.1-nemotron-51b-instruct", "llama-3.3-nemotron-super-49b-v1"];
        var known = judged.Select(j => Letters(Stem(j.Prompt))).ToHashSet();
        using var rows = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "dcrouter_preprocessed__train.json")));
        return [.. rows.RootElement.EnumerateArray()
            .Select(r => new JudgedPrompt(Text(r, "question"), "general", Mean(r, weak), Mean(r, strong), GeneralWeight))
            .Where(p => !known.Contains(Letters(p.Prompt)))];
    }

    /// <summary>A set of ZeroEval with the outcomes and answers of three tiers' models; rows that lack one are left out.</summary>
    public static List<TieredPrompt> ZeroEval(string folder, string set) =>
        [.. Lines(folder, set + ".jsonl").Where(j => TieredPrompt.Models.All(m => j.GetProperty("correct").TryGetProperty(m, out _)))
            .Select(j => new TieredPrompt(Text(j, "prompt"), set, Each(j, "correct", v => v.GetDouble()), Each(j, "ans", v => v.ToString()), Each(j, "out_chars", v => v.GetDouble())))];

    static double Mean(JsonElement row, string[] models) => models.Average(m => row.GetProperty("scores").GetProperty(m).GetDouble());

    static string Stem(string prompt) => prompt.IndexOf("\nA. ", StringComparison.Ordinal) is >= 0 and var options ? prompt[..options] : prompt;

    static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetter).Select(char.ToLowerInvariant));

    static T[] Each<T>(JsonElement row, string name, Func<JsonElement, T> read) => [.. TieredPrompt.Models.Select(m => read(row.GetProperty(name).GetProperty(m)))];

    static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    static double Share(JsonElement right) => right.ValueKind == JsonValueKind.True || (right.ValueKind == JsonValueKind.String && right.GetString() == "True") ? 1 : 0;

    static IEnumerable<JsonElement> Lines(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement);
}
