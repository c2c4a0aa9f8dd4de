using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Benchmarks;

/// <summary>What a turn costs the engine, as docs/performance.md states it: questions of 100 characters, each in a conversation of its own.</summary>
internal static class TurnTable
{
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);
    private static long s_asked;

    public static async Task WriteAsync(TextWriter output)
    {
        var directory = Directory.CreateTempSubdirectory("turns").FullName;
        try
        {
            await using var scene = new TurnScene(directory, Path.Combine(AppContext.BaseDirectory, "models"));
            output.WriteLine("| turns at once | answer | turns/s | CPU µs/turn | GC pause µs/turn | KB allocated/turn |");
            output.WriteLine("|--:|---|--:|--:|--:|--:|");
            await DriveAsync(scene, 64, whole: true, Warming);
            foreach (var (together, whole) in new[] { (64, true), (64, false), (1, true) })
            {
                var (turns, seconds, cpu, pause, bytes) = await DriveAsync(scene, together, whole, Slice);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {together} | {(whole ? "whole" : "streamed")} | {turns / seconds:F0} | {cpu / turns:F0} | {pause / turns:F0} | {bytes / 1024.0 / turns:F1} |"));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>100 characters, eight of them new each time, so that nothing that was kept of another question helps.</summary>
    private static string Question(long number)
    {
        var letters = string.Create(8, number, static (letters, left) =>
        {
            for (var i = 0; i < letters.Length; i++, left /= 20)
                letters[i] = (char)('b' + (left % 20));
        });
        return $"Prove by induction that a case {letters} has infinitely many primes, and explain each step in detail.";
    }

    private static async Task<(int Turns, double Seconds, double Cpu, double Pause, long Bytes)> DriveAsync(TurnScene scene, int together, bool whole, TimeSpan time)
    {
        var turns = 0;
        var (begin, cpu, pause, bytes) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes());
        await Task.WhenAll(Enumerable.Range(0, together).Select(i => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(begin) < time)
            {
                await scene.AskAsync(Question(Interlocked.Increment(ref s_asked)), whole);
                Interlocked.Increment(ref turns);
            }
        })));
        return (turns, Stopwatch.GetElapsedTime(begin).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds, (GC.GetTotalPauseDuration() - pause).TotalMicroseconds, GC.GetTotalAllocatedBytes() - bytes);
    }
}
