using System.Diagnostics;

namespace Orchestrator.Benchmarks;

/// <summary>How long one operation takes and what it takes of all processors together, in microseconds, and what it allocates, in bytes.</summary>
internal sealed record Measured(double Median, double NinetyNinth, double Bytes, double Cpu)
{
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(2);

    /// <summary>Runs it until it is compiled well, and then so often; of runs too short for the clock, several are one sample.</summary>
    public static Measured Of(Action operation, int samples = 20_000, int together = 1)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < Warming)
            operation();
        var times = new double[samples];
        var worked = Environment.CpuUsage.TotalTime;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < samples; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var j = 0; j < together; j++)
                operation();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / together;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)samples / together;
        worked = Environment.CpuUsage.TotalTime - worked;
        Array.Sort(times);
        return new(times[samples / 2], times[samples * 99 / 100], bytes, worked.TotalMicroseconds / samples / together);
    }
}
