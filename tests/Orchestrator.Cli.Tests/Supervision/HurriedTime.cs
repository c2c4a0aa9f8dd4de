namespace Orchestrator.Cli.Tests.Supervision;

/// <summary>The real clock, by which nobody waits as long as he says.</summary>
internal sealed class HurriedTime(int factor) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Hurried(dueTime), Hurried(period));

    private TimeSpan Hurried(TimeSpan time) => time > TimeSpan.Zero ? time / factor : time;
}
