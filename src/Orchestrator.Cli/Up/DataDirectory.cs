namespace Orchestrator.Cli.Up;

/// <summary>Where <c>up</c> keeps things.</summary>
internal sealed record DataDirectory(string Root)
{
    public const string DefaultName = ".orchestrator";

    public string StateFile => Path.Combine(Root, "up.json");

    public string LockFile => Path.Combine(Root, "up.lock");

    public string KeyFile => Path.Combine(Root, "api-key");

    public string SiteKeyFile => Path.Combine(Root, "site.key");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>A file here named as a process keeps it stopped; one named <c>up</c> ends the whole system.</summary>
    public string Stops => Path.Combine(Root, "stops");

    public string Config(string process) => Path.Combine(Root, "config", $"{process}.json");

    public string Log(string process) => Path.Combine(Logs, $"{process}.log");

    public string DataOf(string process) => Path.Combine(Root, "data", process);

    public string IdentityOf(string node) => Path.Combine(Root, "identities", $"{node}.key");

    public void Make()
    {
        foreach (var directory in new[] { Root, Logs, Stops, Path.Combine(Root, "config"), Path.Combine(Root, "data"), Path.Combine(Root, "identities") })
            PrivateFiles.MakeDirectory(directory);
    }
}
