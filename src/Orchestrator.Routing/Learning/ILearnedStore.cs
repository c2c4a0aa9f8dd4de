namespace Orchestrator.Routing.Learning;

/// <summary>Where <see cref="LearnedShifts"/> outlive the process. Thread-safe.</summary>
public interface ILearnedStore
{
    /// <summary>Writes what changed since the last time.</summary>
    /// <returns>Whether the disk holds now what the process knows.</returns>
    bool Save();
}
