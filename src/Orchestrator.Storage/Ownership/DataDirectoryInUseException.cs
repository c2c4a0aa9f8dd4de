namespace Orchestrator.Storage.Ownership;

/// <summary>Another process owns the data directory. Nothing in it was touched.</summary>
public sealed class DataDirectoryInUseException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="directory">The directory's full path.</param>
    /// <param name="owner">Who holds it, as far as its owner file tells.</param>
    /// <param name="inner">What the operating system said.</param>
    public DataDirectoryInUseException(string directory, DirectoryOwner? owner, Exception? inner = null)
        : base(Describe(directory, owner), inner) => (Directory, Owner) = (directory, owner);

    /// <summary>The directory's full path.</summary>
    public string Directory { get; }

    /// <summary>Who holds it; null when the holder has not yet written who it is.</summary>
    public DirectoryOwner? Owner { get; }

    private static string Describe(string directory, DirectoryOwner? owner)
    {
        var holder = owner is null
            ? "another process that has not yet written its name"
            : $"process {owner.ProcessId} ({owner.ProcessName} on {owner.Machine}, since {owner.Since:u})";
        return $"The data directory '{directory}' is in use by {holder}. One process owns a data directory: stop that one, or give this one another directory.";
    }
}
