using Orchestrator.Cli.Keys;
using Orchestrator.Storage;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Cli.Doctor.Data;

/// <summary>One process's keys: the file of wrapped keys, and whether the top key that its process would fetch opens it.</summary>
internal static class KeyChecks
{
    private const string TopKey = KeyRingOptions.Section + ":TopKey";

    public static async Task<IReadOnlyList<Check>> RunAsync(KeyPlace place, CancellationToken cancellationToken)
    {
        var report = await KeyFileInspection.ExamineAsync(place.Keys, cancellationToken);
        var (file, top) = (KeyFile(place, report), await TopKeyAsync(place, report, cancellationToken));
        return top is null ? [file] : [file, top];
    }

    private static Check KeyFile(KeyPlace place, KeyFileReport report)
    {
        var name = $"{place.Name} keys";
        if (!report.Exists)
        {
            return JournalInspection.Examine(place.Keys.DataDirectory) is { NeedsKeys: true }
                ? Check.Fail(
                    name, "KEYS_MISSING", $"{report.Path} is missing, and the journal holds conversations that only its keys open: the process does not start",
                    $"Put the newest copy of the file back, or set {KeyRingOptions.Section}:Path to its directory. Without a copy these conversations are lost: move the data directory away to begin anew.")
                : Check.Ok(name, "KEYS_NONE", $"{report.Path} is not there yet; the process makes it");
        }

        if (report.Problem is { } problem)
            return Check.Fail(name, "KEYS_BROKEN", problem, "Stop its process, keep the file, and put the newest copy in its place. Keys of conversations that were begun since that copy are lost with it.");
        return report.OpenToOthers
            ? Check.Fail(name, "KEYS_OPEN", $"{report.Path} is open to other users of this machine", $"chmod 600 {report.Path}; and rotate the top key if others may have read both.")
            : Check.Ok(name, "KEYS_OK", $"{report.Path}: generation {report.Generation}, {report.Keys} keys, opened by top key {report.TopKeyId}");
    }

    private static async Task<Check?> TopKeyAsync(KeyPlace place, KeyFileReport report, CancellationToken cancellationToken)
    {
        var (name, wanted) = ($"{place.Name} top key", report.TopKeyId);
        string? configured, previous;
        try
        {
            configured = await KeyFileInspection.TopKeyIdAsync(place.Keys.TopKey, TopKey, cancellationToken);

            // As the process does: only when it is needed, for its source may be gone.
            previous = configured is null || configured == wanted || wanted.Length == 0
                ? null : await KeyFileInspection.TopKeyIdAsync(place.Keys.PreviousTopKey, KeyRingOptions.Section + ":PreviousTopKey", cancellationToken);
        }
        catch (KeyRingException e)
        {
            return Check.Fail(name, "TOP_KEY_UNAVAILABLE", e.Message, "Do what it says; until then the process does not start.");
        }

        if (wanted.Length == 0)
            return null; // The file was told of.
        if (configured == wanted)
            return Check.Ok(name, "TOP_KEY_OK", $"the configured one, {wanted}, opens the keys");
        if (previous == wanted)
            return Check.Ok(name, "TOP_KEY_OK", $"the next start goes over from {wanted} to {configured}");
        if (configured is not null)
        {
            return Check.Fail(
                name, "TOP_KEY_WRONG", $"the keys want top key {wanted}, and the configured one is {configured}: the process does not start",
                report.DevelopmentKeyFile is { } development
                    ? $"{wanted} is the development key: set {KeyRingOptions.Section}:PreviousTopKey:File to {development} to go over to yours."
                    : $"Set {TopKey} to the key {wanted}, or {KeyRingOptions.Section}:PreviousTopKey if it is being replaced.");
        }

        return report.DevelopmentKey
            ? Check.Warn(
                name, "KEYS_DEVELOPMENT", $"a development key, {report.DevelopmentKeyFile}, lies beside what it protects: whoever has the directory can read it",
                "Before people use this: orchestrator keys rotate --to-file <file>, with a key that you keep elsewhere.")
            : Check.Warn(
                name, "TOP_KEY_NOT_CONFIGURED", $"the keys want top key {wanted}, and nothing here says where it is: the process starts only if its own environment does",
                $"Set {TopKey}:File, :Environment or :Command, in its configuration or its environment, to that key.");
    }
}
