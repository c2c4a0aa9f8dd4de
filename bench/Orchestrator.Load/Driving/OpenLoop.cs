using System.Diagnostics;
using Orchestrator.Load.Targets;

namespace Orchestrator.Load.Driving;

/// <summary>
/// Callers who come at random, independent of whether earlier ones were served. A request's time counts from when it should have
/// begun, so that a stall is charged with everyone who came during it (no coordinated omission).
/// </summary>
internal static class OpenLoop
{
    public static async Task<(Samples Samples, TimeSpan Took)> RunAsync(ILoadTarget target, double perSecond, TimeSpan slice, PromptNumbers numbers, Random random)
    {
        var calls = new List<Task<Samples>>();
        var began = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(() => Arrive(target, perSecond, began, slice, numbers, random, calls), TaskCreationOptions.LongRunning);
        var all = await Task.WhenAll(calls);
        return (Samples.Together(all), Stopwatch.GetElapsedTime(began));
    }

    // On a thread of its own, which sleeps as precisely as the kernel lets it.
    private static void Arrive(ILoadTarget target, double perSecond, long began, TimeSpan slice, PromptNumbers numbers, Random random, List<Task<Samples>> calls)
    {
        var due = began;
        while (true)
        {
            due += (long)(-Math.Log(1 - random.NextDouble()) / perSecond * Stopwatch.Frequency);
            if (Stopwatch.GetElapsedTime(began, due) >= slice)
                return;
            PreciseSleep.Until(due);
            var intended = due;
            calls.Add(Task.Run(() => CallAsync(target, intended, numbers.Next())));
        }
    }

    private static async Task<Samples> CallAsync(ILoadTarget target, long intended, long number)
    {
        var samples = new Samples();
        samples.Add(intended, await target.AskAsync(number));
        return samples;
    }
}
