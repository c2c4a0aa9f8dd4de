using System.Diagnostics;
using Orchestrator.Load.Targets;

namespace Orchestrator.Load.Processes;

/// <summary>How long a silo took from its start, on a new data directory.</summary>
/// <param name="Ready">Until its health said ready.</param>
/// <param name="FirstAnswer">Until the first whole answer was here.</param>
/// <param name="Memory">What it held then, in bytes.</param>
internal sealed record StartTime(TimeSpan Ready, TimeSpan FirstAnswer, long Memory)
{
    public static async Task<StartTime> MeasureAsync(SiloSetup setup, int pieces)
    {
        await using var silo = setup.Start(probed: false);
        await Readiness.UntilAsync(silo, setup.Http, "/health/ready", "\"status\":\"healthy\"");
        var ready = Stopwatch.GetElapsedTime(silo.StartedAt);
        using var target = new HttpTarget("first", setup.Http, "auto", false, pieces);
        var answer = await target.AskAsync(1);
        var first = Stopwatch.GetElapsedTime(silo.StartedAt);
        return answer.Outcome == LoadOutcome.Whole
            ? new(ready, first, ProcessUsage.Memory(silo.Id))
            : throw new LoadException($"The silo's first answer was none: {answer.Outcome}.\n{silo.Log}");
    }
}
