using Orchestrator.Training.Data;
using Orchestrator.Training.Difficulty;

namespace Orchestrator.Training.Report;

/// <summary>The whole routing report: one study a set and way of holding out.</summary>
internal static class RoutingReport
{
    const int Buckets = 1 << 16;

    public static void Write(string folder, int seeds, TextWriter output)
    {
        List<JudgedPrompt> prompts = [.. RoutingSets.Mmlu(folder), .. RoutingSets.Gsm8k(folder)];
        prompts.AddRange(RoutingSets.General(folder, prompts));
        var all = prompts.Select(p => (X: new PromptVector(p.Prompt, Buckets), P: p)).ToList();
        var subjects = prompts.Where(IsMmlu).Select(p => p.Group).ToList();
        output.WriteLine(new HeldOutStudy("MMLU, rows held out (5 folds)", all, seed => p => Folds.OfPrompt(p.Prompt, 5, seed), IsMmlu).Run(5, Buckets, seeds));
        output.WriteLine(new HeldOutStudy("MMLU, subjects left out (6 groups)", all, seed => Subjects(subjects, seed), IsMmlu).Run(6, Buckets, seeds));
        output.WriteLine(new HeldOutStudy("GSM8K, rows held out (5 folds)", all, seed => p => Folds.OfPrompt(p.Prompt, 5, seed), p => p.Group == "gsm8k").Run(5, Buckets, seeds));
        output.WriteLine(new TierStudy([.. RoutingSets.ZeroEval(folder, "crux"), .. RoutingSets.ZeroEval(folder, "math-l5")]).Run(seeds));
    }

    static Func<JudgedPrompt, int> Subjects(List<string> subjects, int seed)
    {
        var fold = Folds.OfGroups(subjects, 6, seed);
        return p => fold[p.Group];
    }

    static bool IsMmlu(JudgedPrompt prompt) => prompt.Group.StartsWith("mmlu", StringComparison.Ordinal);
}
