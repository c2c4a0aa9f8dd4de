namespace Orchestrator.Storage;

/// <summary>What a journal found when it was opened. Counts only.</summary>
/// <param name="Unclean">The process before did not close the journal: it was killed, or the machine went down.</param>
/// <param name="LogBytes">How many bytes of committed work lay in SQLite's log and were taken over from there.</param>
/// <param name="OpenTurns">
/// Turns without an end among the last <see cref="EventsLookedAt"/> events: they were running when the process before ended.
/// </param>
/// <param name="LastPosition">The position of the last event: how many were ever appended here.</param>
public sealed record JournalRecovery(bool Unclean, long LogBytes, int OpenTurns, long LastPosition)
{
    /// <summary>How far back open turns are looked for, so that opening stays quick however long the journal is.</summary>
    public const int EventsLookedAt = 20_000;

    /// <summary>How open turns go on, in plain words.</summary>
    public string Words => OpenTurns == 0
        ? "No turn was left without an end."
        : $"{OpenTurns} turn{(OpenTurns == 1 ? " was" : "s were")} running when the process before ended. Each is marked interrupted when its conversation is next opened; sending the same turn id again makes its next attempt, and nothing runs twice by itself.";
}
