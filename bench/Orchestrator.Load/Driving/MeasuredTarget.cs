using Orchestrator.Load.Processes;
using Orchestrator.Load.Targets;

namespace Orchestrator.Load.Driving;

/// <summary>A target with the process in the middle, whose use is charged to it.</summary>
/// <param name="Whole">Asks for whole answers; null where there are only streams.</param>
/// <param name="Streamed">Asks for streamed answers.</param>
/// <param name="Gateway">The process between us and the provider; null for none.</param>
internal sealed record MeasuredTarget(ILoadTarget? Whole, ILoadTarget Streamed, MeasuredProcess? Gateway) : IDisposable
{
    public string Name => Streamed.Name;

    public ILoadTarget? For(Setting setting) => setting.Streamed ? Streamed : Whole;

    public void Dispose()
    {
        Whole?.Dispose();
        Streamed.Dispose();
    }
}
