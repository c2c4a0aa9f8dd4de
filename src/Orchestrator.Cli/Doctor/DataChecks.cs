using System.Runtime.Versioning;
using System.Text.Json;
using Orchestrator.Cli.Up;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Doctor;

/// <summary>The data directory: who holds it, who can read it, and whether its configuration files can be read.</summary>
internal static class DataChecks
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static IEnumerable<Check> Run(DataDirectory data, UpState? state)
    {
        if (!Directory.Exists(data.Root))
        {
            yield return Check.Ok("data directory", $"{data.Root} is not there yet; 'orchestrator up' makes it");
            yield break;
        }

        yield return Holder(data, state);
        yield return Writable(data);
        yield return Permissions(data);
        foreach (var file in Directory.EnumerateFiles(data.Root, "*.json", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "config").Order(StringComparer.Ordinal))
            yield return Config(file);
    }

    public static Check Policy()
    {
        try
        {
            var policy = PrivacyPolicy.Default;
            return policy.Notices.IsEmpty
                ? Check.Ok("policy", policy.Version)
                : Check.Warn("policy", $"{policy.Version}: {string.Join(' ', policy.Notices)}", "Read docs/privacy.md.");
        }
        catch (Exception exception) when (exception is PolicyException or TypeInitializationException)
        {
            return Check.Fail("policy", (exception.InnerException ?? exception).Message, "Without a policy nothing may leave anywhere: correct the file.");
        }
    }

    private static Check Holder(DataDirectory data, UpState? state)
    {
        using var taken = UpLock.TryTake(data);
        return (taken, state) switch
        {
            (null, { } running) => Check.Ok("data directory", $"{data.Root}, held by 'orchestrator up', process {running.Pid}"),
            (null, null) => Check.Warn("data directory", $"{data.Root} is held by an 'orchestrator up' that is starting or stopping", "Wait some seconds and ask again."),
            (_, { } stale) => Check.Warn("data directory", $"{data.Root}: 'orchestrator up' (process {stale.Pid}) ended without taking its leave", "Nothing is lost; start it again."),
            _ => Check.Ok("data directory", $"{data.Root}; nothing runs from it now"),
        };
    }

    private static Check Writable(DataDirectory data)
    {
        var probe = Path.Combine(data.Root, $".doctor-{Environment.ProcessId}");
        try
        {
            PrivateFiles.Write(probe, "");
            File.Delete(probe);
            return Check.Ok("writing", "the data directory can be written");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Check.Fail("writing", $"the data directory cannot be written: {exception.Message}", "Give it to this user, or choose another with --data.");
        }
    }

    private static Check Permissions(DataDirectory data)
    {
        if (OperatingSystem.IsWindows())
            return Check.Ok("permissions", "left to Windows");
        var open = new List<string>();
        foreach (var path in new[] { data.Root, data.KeyFile, data.SiteKeyFile })
        {
            if (Path.Exists(path) && OpenToOthers(path))
                open.Add(Path.GetFileName(path));
        }

        return open.Count == 0
            ? Check.Ok("permissions", "keys and data are their owner's alone")
            : Check.Fail("permissions", $"other users can reach {string.Join(", ", open)}", $"chmod -R go= {data.Root}");
    }

    [UnsupportedOSPlatform("windows")]
    private static bool OpenToOthers(string path) => (File.GetUnixFileMode(path) & Others) != 0;

    private static Check Config(string file)
    {
        var name = $"config/{Path.GetFileName(file)}";
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.TryGetProperty("Orchestrator", out _)
                ? Check.Ok(name, "can be read")
                : Check.Fail(name, "has no section Orchestrator", "Delete it; 'orchestrator up' writes it anew.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return Check.Fail(name, $"cannot be read: {exception.Message}", "Delete it; 'orchestrator up' writes it anew.");
        }
    }
}
