using Orchestrator.Cli.Up;
using Orchestrator.Link.Identity;

namespace Orchestrator.Cli.Doctor.Data;

/// <summary>The data directory of <c>up</c>: who holds it, and the journals of its processes.</summary>
internal static class UpChecks
{
    public static IEnumerable<Check> Run(DataDirectory data, UpState? state, DoctorRequest request, TimeProvider time)
    {
        if (File.Exists(data.Root))
        {
            yield return Check.Fail("data directory", "DATA_NO_DIRECTORY", $"{data.Root} is a file", "Name the directory with --data.");
            yield break;
        }

        if (!Directory.Exists(data.Root))
        {
            yield return Check.Ok("data directory", "DATA_NONE", $"{data.Root} is not there yet; 'orchestrator up' makes it");
            yield break;
        }

        var writable = DirectoryChecks.Writable(data.Root);
        yield return writable;
        if (writable.State == CheckState.Ok)
            yield return Holder(data, state);
        var identities = Path.GetDirectoryName(data.IdentityOf("any"))!;
        var secrets = Directory.Exists(identities) ? Directory.EnumerateFiles(identities) : [];
        yield return DirectoryChecks.Permissions(data.Root, [data.KeyFile, data.SiteKeyFile, .. secrets]);
        if (SiteKeyOf(data) is { } key)
            yield return key;

        var journals = Path.GetDirectoryName(data.DataOf("any"))!;
        if (!Directory.Exists(journals))
            yield break;
        foreach (var directory in Directory.EnumerateDirectories(journals).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(directory);
            foreach (var check in JournalChecks.Run(directory, name, request, time))
                yield return Astray(check, state, name) ?? check;
        }
    }

    /// <summary>The key that certifies the nodes of this <c>up</c>; null when there is none yet.</summary>
    private static Check? SiteKeyOf(DataDirectory data)
    {
        if (!File.Exists(data.SiteKeyFile))
            return null;
        try
        {
            using var key = SiteKey.Load(data.SiteKeyFile);
            return Check.Ok("site key", "SITE_KEY_OK", $"of tenant {key.Tenant}, site {key.Site}");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Check.Fail("site key", "SITE_KEY_BROKEN", e.Message, "If it is damaged, put it back from a copy. Without one, move site.key and identities/ away together: 'orchestrator up' makes new ones.");
        }
    }

    /// <summary>A process that holds the data of an <c>up</c> that does not run keeps the next one from starting.</summary>
    private static Check? Astray(Check check, UpState? state, string name) =>
        check is { Code: "HOLDER_RUNNING" } && state is null
            ? Check.Fail(check.Name, "HOLDER_ASTRAY", $"{check.Found} holds the data of {name}, but no 'orchestrator up' runs here", "It ends within seconds when its 'up' was killed; otherwise stop that process, then start again.")
            : null;

    private static Check Holder(DataDirectory data, UpState? state)
    {
        using var taken = UpLock.TryTake(data);
        return (taken, state) switch
        {
            (null, { } running) => Check.Ok("data directory", "UP_RUNNING", $"{data.Root}, held by 'orchestrator up', process {running.Pid}"),
            (null, null) => Check.Warn("data directory", "UP_BETWEEN", $"{data.Root} is held by an 'orchestrator up' that is starting or stopping", "Wait some seconds and ask again."),
            (_, { } stale) => Check.Warn("data directory", "UP_KILLED", $"{data.Root}: 'orchestrator up' (process {stale.Pid}) ended without taking its leave", "Nothing is lost; start it again."),
            _ => Check.Ok("data directory", "UP_NONE", $"{data.Root}; nothing runs from it now"),
        };
    }
}
