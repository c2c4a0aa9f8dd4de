namespace Orchestrator.Decoders;

/// <summary>Runs contenders in turn, so that what else the machine does falls on all of them, and tells what each reached.</summary>
internal static class Race
{
    public static async Task RunAsync(List<IContender> contenders, int prompt, int tokens, int rounds, CancellationToken cancellationToken)
    {
        var (first, steps) = (contenders.ToDictionary(c => c, _ => new List<double>()), contenders.ToDictionary(c => c, _ => new List<double>()));
        for (var round = -1; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (to, each) = await contender.RunAsync(prompt, tokens);
                if (round < 0)
                    continue; // The first round finds pages and code that are not there yet.
                first[contender].Add(to);
                steps[contender].AddRange(each);
            }
        }

        Console.WriteLine("                              decode tokens/s      first token of " + prompt + "     weights  memory");
        Console.WriteLine("                              median     best 10 %  median ms  best ms    MB       MB");
        foreach (var c in contenders)
            Console.WriteLine($"{c.Name,-28}  {1 / At(steps[c], 0.5),9:0.0}  {1 / At(steps[c], 0.1),9:0.0}  {At(first[c], 0.5) * 1000,9:0.0}  {first[c].Min() * 1000,9:0.0}  {c.Bytes / 1e6,7:0.0}  {c.Memory / 1e6,7:0}");
        Console.WriteLine();
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
}
