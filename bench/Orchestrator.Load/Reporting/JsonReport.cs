using System.Text.Json;

namespace Orchestrator.Load.Reporting;

/// <summary>The report for machines: every slice, and the promises.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Of(LoadReport report) => JsonSerializer.Serialize(
        new
        {
            report.Machine,
            report.LoadAfter,
            report.Options,
            FsyncP50Us = report.FsyncP50,
            FsyncP99Us = report.FsyncP99,
            SiloPeakBytes = report.SiloPeakMemory,
            YarpPeakBytes = report.YarpPeakMemory,
            PortkeyPeakBytes = report.PortkeyPeakMemory,
            Starts = report.Starts.Select(s => new { ReadyS = s.Ready.TotalSeconds, FirstAnswerS = s.FirstAnswer.TotalSeconds, MemoryBytes = s.Memory }),
            Slices = report.Slices.Select(s => new
            {
                s.Target,
                Setting = s.Setting.ToString(),
                s.Setting.Callers,
                s.Setting.Streamed,
                s.Round,
                s.Answered,
                s.Samples.Garbled,
                s.Samples.Failed,
                RequestsPerSecond = s.PerSecond,
                P50Us = s.P50,
                P99Us = s.P99,
                FirstContentP50Us = s.FirstContentP50,
                CpuUsPerRequest = s.Cpu,
                AllocatedPerRequest = s.AllocatedPerRequest,
                s.Gateway?.Collections,
                s.Gateway?.FullCollections,
                s.Gateway?.PauseMicroseconds,
            }),
            report.Bars,
        },
        s_options);
}
