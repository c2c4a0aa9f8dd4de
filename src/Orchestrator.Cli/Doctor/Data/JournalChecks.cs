using Orchestrator.Storage;

namespace Orchestrator.Cli.Doctor.Data;

/// <summary>One process's journal: its state, its holder, what is unfinished in it.</summary>
internal static class JournalChecks
{
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(15);

    /// <param name="directory">The data directory of one process.</param>
    /// <param name="name">How the process is called.</param>
    /// <param name="request">How thorough to be.</param>
    /// <param name="time">The clock.</param>
    public static IEnumerable<Check> Run(string directory, string name, DoctorRequest request, TimeProvider time)
    {
        if (JournalInspection.Examine(directory, request.Thorough) is not { } journal)
        {
            yield return Check.Ok($"{name} journal", "STORAGE_NONE", $"{directory} holds none yet");
            yield break;
        }

        yield return State(journal, name);
        yield return Holder(journal, name);
        if (!journal.AlsoOpenIn.IsEmpty)
        {
            var others = string.Join(" and ", journal.AlsoOpenIn.Select(h => h.ToString()));
            yield return Check.Warn(
                $"{name} journal file", StorageStates.Code(StorageState.Locked), $"it is also open in {others}: while that program writes or holds a lock, turns wait and are refused",
                "Close that program. To look into a journal, use a copy.");
        }

        if (journal.State == StorageState.Ok && Turns(journal, name, time) is { } turns)
            yield return turns;
    }

    private static Check State(JournalReport journal, string name)
    {
        var code = StorageStates.Code(journal.State);
        if (journal.State == StorageState.Ok)
        {
            var how = journal.Thorough ? "every page and index is sound" : "every page is sound (--thorough compares the indexes too)";
            var log = journal.LogBytes > 0 && !journal.Owned ? $"; {journal.LogBytes} bytes of committed work wait in its log and are taken over at the next start" : "";
            return Check.Ok($"{name} journal", code, $"{journal.Conversations} conversations, {journal.Events} events, {journal.SizeBytes / 1024} KiB; {how}{log}");
        }

        var more = journal.Problems.Length > 1 ? $" and {journal.Problems.Length - 1} more problems" : "";
        var found = $"{journal.Directory}/journal.db {StorageStates.Found(journal.State)}{(journal.Detail is { } detail ? $" ({detail}{more})" : "")}";
        var remedy = journal.State == StorageState.Corrupt
            ? $"Stop its process, keep a copy of {journal.Directory}, and put a backup in its place. Without a backup: 'sqlite3 journal.db .recover' on the copy saves what can be read into a new file. Nothing is repaired by itself."
            : StorageStates.Remedy(journal.State)!;
        return Check.Fail($"{name} journal", code, found, remedy);
    }

    private static Check Holder(JournalReport journal, string name) => (journal.Owned, journal.Owner) switch
    {
        (true, { } owner) => Check.Ok($"{name} holder", "HOLDER_RUNNING", $"process {owner.ProcessId} ({owner.ProcessName} on {owner.Machine}) since {owner.Since:u}"),
        (true, null) => Check.Warn($"{name} holder", "HOLDER_UNNAMED", "a process that has not written its name holds the directory", "Wait some seconds and ask again; if it stays, find it with 'fuser owner.lock'."),
        (false, { } gone) => Check.Warn($"{name} holder", "HOLDER_KILLED", $"process {gone.ProcessId} ({gone.ProcessName}) ended without closing the journal: it was killed, or the machine went down", "Nothing that was acknowledged is lost, and nothing needs to be removed: start it again."),
        _ => Check.Ok($"{name} holder", "HOLDER_NONE", "nobody; it was closed"),
    };

    private static Check? Turns(JournalReport journal, string name, TimeProvider time)
    {
        if (journal.OpenTurns == 0 || journal.OldestOpenTurn is not { } oldest)
            return null;
        var count = journal.OpenTurns == 1 ? "1 turn has" : $"{journal.OpenTurns} turns have";
        if (!journal.Owned)
        {
            return Check.Warn(
                $"{name} turns", "TURNS_INTERRUPTED", $"{count} no end: its process ended in the middle",
                "Start the process. Each is marked interrupted when its conversation is next opened; sending the same turn id again makes its next attempt.");
        }

        return time.GetUtcNow() - oldest > s_stuck
            ? Check.Warn(
                $"{name} turns", "TURNS_STUCK", $"{count} no end, and one has had no event since {oldest:u}: its conversation was not opened since its process ended, or its target is silent",
                "Open or read the conversation, or send the turn id again; a turn of a silent target ends at Orchestrator:Providers:N:StallTimeout.")
            : Check.Ok($"{name} turns", "TURNS_RUNNING", $"{count} no end yet");
    }
}
