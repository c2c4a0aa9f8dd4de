namespace Orchestrator.Decoders;

/// <summary>Runs contenders in turn, so that what else the machine does falls on all of them, and tells what each reached.</summary>
internal static class Race
{
    public static async Task RunAsync(List<IContender> contenders, int prompt, int tokens, int rounds, CancellationToken cancellationToken)
    {
        var runs = contenders.ToDictionary(static c => c, static _ => new List<Timing>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var timing = await contender.RunAsync(prompt, tokens);
                if (round >= 0)
                    runs[contender].Add(timing); // The round before finds pages and code that are not there yet.
            }
        }

        var measured = contenders.ConvertAll(c => Row.Of(c, runs[c]));
        Console.WriteLine($"{"",-34}  tokens/s  best 10 %  CPU ms/token  first of {prompt,4}, ms  best ms  CPU ms    weights MB  memory MB");
        foreach (var r in measured)
            Console.WriteLine($"{r.Name,-34}  {1 / r.Step,8:0.0}  {1 / r.Best,9:0.0}  {r.StepCpu * 1e3,12:0.00}  {r.First * 1e3,17:0.0}  {r.BestFirst * 1e3,7:0.0}  {r.FirstCpu * 1e3,8:0.0}  {r.Bytes / 1e6,10:0.0}  {r.Memory / 1e6,9:0}");
        foreach (var r in measured)
        {
            foreach (var rival in measured.Where(o => r.Rival.Length > 0 && o.Name.StartsWith(r.Rival, StringComparison.Ordinal)))
                Console.WriteLine($"{r.Name} of {rival.Name}: decode {rival.Step / r.Step:0.00} (best {rival.Best / r.Best:0.00}, CPU {rival.StepCpu / r.StepCpu:0.00}), first token {rival.First / r.First:0.00} (best {rival.BestFirst / r.BestFirst:0.00}, CPU {rival.FirstCpu / r.FirstCpu:0.00})");
            if (r.Cache > 0)
                Console.WriteLine($"{r.Name}: memory is {(double)r.Memory / r.Bytes:0.00} of the weights; the cache takes {r.Cache / 1e3:0.0} KB a token besides");
        }

        Console.WriteLine();
    }

    private static double At(IEnumerable<double> values, double share) => values.Order().ToList() is { Count: > 0 } sorted ? sorted[(int)(sorted.Count * share)] : double.NaN;

    private sealed record Row(string Name, string Rival, double Step, double Best, double StepCpu, double First, double BestFirst, double FirstCpu, long Bytes, long Memory, long Cache)
    {
        public static Row Of(IContender c, List<Timing> runs)
        {
            var steps = runs.SelectMany(static r => r.Steps).ToList();
            return new(
                c.Name, c.Rival, At(steps, 0.5), At(steps, 0.1), At(runs.Select(static r => r.StepsCpu / r.Steps.Length), 0.5),
                At(runs.Select(static r => r.First), 0.5), runs.Min(static r => r.First), At(runs.Select(static r => r.FirstCpu), 0.5), c.Bytes, c.Memory, c.CacheBytesPerToken);
        }
    }
}
