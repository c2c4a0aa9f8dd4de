using System.Text.Json;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;

namespace Orchestrator.Decoders;

/// <summary>Where the runtime's time goes, by operator, in a prompt and in the tokens behind it. Measuring each operator takes time itself, so that shares mean more than sums.</summary>
internal static class OperatorProfile
{
    // Loading tries the model with two runs.
    private const int WarmUps = 2;

    public static void Write(string folder, string name, int threads, int prompt, int tokens)
    {
        var prefix = Path.Combine(folder, $"profile-{name}");
        string file;
        using (var model = DecoderModel.Load(HuggingFaceFolder.Open(Path.Combine(folder, name)), new() { Threads = threads, Context = 2048, Provider = ExecutionProvider.Cpu, Profile = prefix }))
        {
            using var sequence = model.Start(prompt + tokens);
            var random = new Random(1);
            sequence.Feed([.. Enumerable.Range(0, prompt).Select(_ => random.Next(3, model.Config.Vocabulary))], CancellationToken.None);
            for (var i = 1; i < tokens; i++)
                sequence.Feed([random.Next(3, model.Config.Vocabulary)], CancellationToken.None);
            file = model.Session.EndProfiling();
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        File.Delete(file);
        var events = json.RootElement.EnumerateArray().Where(static e => e.TryGetProperty("dur", out _)).ToList();
        var runs = events.Where(static e => Is(e, "Session") && e.GetProperty("name").GetString() == "model_run").OrderBy(Begin).Skip(WarmUps).ToList();
        var kernels = events.Where(static e => Is(e, "Node") && e.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal)).ToList();
        var chunks = runs.Count - (tokens - 1);
        Part($"{name}: a prompt of {prompt}", runs[..chunks], kernels, 1);
        Part($"{name}: a token behind it", runs[chunks..], kernels, tokens - 1);
    }

    private static void Part(string title, List<JsonElement> runs, List<JsonElement> kernels, int times)
    {
        var (from, to) = (Begin(runs[0]), Begin(runs[^1]) + Took(runs[^1]));
        var inside = kernels.Where(k => Begin(k) >= from && Begin(k) <= to).ToList();
        var (all, sum) = (runs.Sum(Took), inside.Sum(Took));
        Console.WriteLine($"{title}: {all / 1e3 / times:0.00} ms, of it {sum / 1e3 / times:0.00} ms in {inside.Count / times} operators");
        foreach (var group in inside.GroupBy(static k => k.GetProperty("args").GetProperty("op_name").GetString()!).OrderByDescending(static g => g.Sum(Took)).Take(8))
            Console.WriteLine($"  {group.Key,-34}  {group.Sum(Took) / all:P1}  {group.Sum(Took) / 1e3 / times,9:0.000} ms  {group.Count() / times,4} times");
        Console.WriteLine($"  {"between the operators",-34}  {(all - sum) / all:P1}  {(all - sum) / 1e3 / times,9:0.000} ms");
        Console.WriteLine();
    }

    private static bool Is(JsonElement e, string category) => e.GetProperty("cat").GetString() == category;

    private static double Begin(JsonElement e) => e.GetProperty("ts").GetDouble();

    private static double Took(JsonElement e) => e.GetProperty("dur").GetDouble();
}
