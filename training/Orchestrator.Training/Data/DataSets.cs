using Orchestrator.Inference.Local;

namespace Orchestrator.Training.Data;

/// <summary>Where the sets come from and on what terms.</summary>
internal static class DataSets
{
    static readonly Dictionary<string, (string Source, string Licence)> Known = new()
    {
        ["snips"] = ("https://github.com/sonos/nlu-benchmark (2017-06-custom-intent-engines)", "CC0-1.0"),
        ["hwu64"] = ("https://github.com/xliuhw/NLU-Evaluation-Data, Liu et al. 2019", "CC-BY-4.0"),
        ["clinc150"] = ("https://github.com/clinc/oos-eval, Larson et al. 2019", "CC-BY-3.0"),
        ["clinc150-oos"] = ("https://github.com/clinc/oos-eval, Larson et al. 2019", "CC-BY-3.0"),
        ["banking77"] = ("https://github.com/PolyAI-LDN/task-specific-datasets, Casanueva et al. 2020", "CC-BY-4.0"),
        ["ha-intents"] = ("https://github.com/home-assistant/intents (sentences/en)", "CC-BY-4.0"),
        ["gsm8k"] = ("https://github.com/openai/grade-school-math, Cobbe et al. 2021", "MIT"),
        ["self-instruct"] = ("https://github.com/yizhongw/self-instruct, Wang et al. 2022", "Apache-2.0"),
        ["mmlu"] = ("https://github.com/lm-sys/RouteLLM (evaluation responses on MMLU and GSM8K)", "Apache-2.0"),
        ["math-l5"] = ("https://github.com/WildEval/ZeroEval", "Apache-2.0"),
        ["crux"] = ("https://github.com/WildEval/ZeroEval", "Apache-2.0"),
        ["dcrouter"] = ("https://github.com/ulab-uiuc/LLMRouter", "MIT"),
        ["own-sentences"] = ("training/Orchestrator.Training/Sentences in this repository", "as this repository"),
    };

    public static List<TrainingSet> Of(IReadOnlyCollection<Utterance> texts, params string[] generated) =>
        [.. texts.GroupBy(t => t.Source).Select(g => (Name: g.Key, Count: g.Count())).Concat(generated.Select(g => (Name: g, Count: 0)))
            .OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => new TrainingSet(x.Name, Known[x.Name].Source, Known[x.Name].Licence, x.Count))];
}
