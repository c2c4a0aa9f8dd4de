namespace Orchestrator.Hosting.Machine;

/// <summary>The state of this machine, read anew when it is some seconds old. Thread-safe.</summary>
/// <param name="machine">The machine.</param>
/// <param name="time">The clock.</param>
public sealed class MachineWatch(LinuxMachine machine, TimeProvider time)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    private Reading? _last;

    /// <summary>How the machine is, some seconds old at most; the same object while nothing changed.</summary>
    public DeviceState State
    {
        get
        {
            var last = Volatile.Read(ref _last);
            if (last is not null && time.GetElapsedTime(last.At) < s_fresh)
                return last.State;
            var state = machine.Read();
            if (last is not null && last.State == state)
                state = last.State;
            Volatile.Write(ref _last, new(state, time.GetTimestamp()));
            return state;
        }
    }

    private sealed record Reading(DeviceState State, long At);
}
