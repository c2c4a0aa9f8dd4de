using System.Text;
using Orchestrator.Inference.Local;

namespace Orchestrator.Training.Publishing;

/// <summary>The attributions that the licences of the training data ask for.</summary>
internal static class Attribution
{
    public static string Of(string model, IReadOnlyList<TrainingSet> sets)
    {
        var text = new StringBuilder($"# Attribution for {model}\n\nThe weights were trained on these sets. None of their texts is contained in this repository or, as text, in the model's files. The texts were tokenised, varied and mixed for training; intents of different sets that mean the same were grouped.\n\n| set | source | licence |\n|---|---|---|\n");
        foreach (var set in sets)
            text.Append($"| {set.Name} | {set.Source} | {set.Licence} |\n");
        text.Append("\nCC-BY-3.0: https://creativecommons.org/licenses/by/3.0/ · CC-BY-4.0: https://creativecommons.org/licenses/by/4.0/ · CC0-1.0: https://creativecommons.org/publicdomain/zero/1.0/ · Apache-2.0: https://www.apache.org/licenses/LICENSE-2.0 · MIT: https://opensource.org/license/mit\n\n");
        text.Append("Home Assistant intents: © Home Assistant contributors. HWU64: X. Liu, A. Eshghi, P. Swietojanski, V. Rieser, \"Benchmarking Natural Language Understanding Services for building Conversational Agents\", IWSDS 2019. CLINC150: S. Larson et al., \"An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction\", EMNLP 2019. BANKING77: I. Casanueva et al., \"Efficient Intent Detection with Dual Sentence Encoders\", NLP for ConvAI 2020. SNIPS: A. Coucke et al., \"Snips Voice Platform\", 2018. GSM8K: K. Cobbe et al., 2021. Self-Instruct: Y. Wang et al., 2022. RouteLLM: I. Ong et al., 2024.\n");
        return text.ToString();
    }
}
