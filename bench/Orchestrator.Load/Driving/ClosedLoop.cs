using System.Diagnostics;
using Orchestrator.Load.Targets;

namespace Orchestrator.Load.Driving;

/// <summary>So many callers, each of which asks again as soon as it has its answer.</summary>
internal static class ClosedLoop
{
    public static async Task<(Samples Samples, TimeSpan Took)> RunAsync(ILoadTarget target, int callers, TimeSpan slice, PromptNumbers numbers)
    {
        var began = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(target, began, slice, numbers))));
        return (Samples.Together(all), Stopwatch.GetElapsedTime(began));
    }

    private static async Task<Samples> CallAsync(ILoadTarget target, long began, TimeSpan slice, PromptNumbers numbers)
    {
        var samples = new Samples();
        while (Stopwatch.GetElapsedTime(began) < slice)
        {
            var asked = Stopwatch.GetTimestamp();
            samples.Add(asked, await target.AskAsync(numbers.Next()));
        }

        return samples;
    }
}
