namespace Orchestrator.Storage.Protection;

/// <summary>The few things that the file of wrapped keys asks of a disk, so that crashes between any two of them can be simulated.</summary>
internal interface IKeyFileDisk
{
    /// <summary>The whole file, or null when there is none.</summary>
    byte[]? Read(string path);

    /// <summary>Makes a file that its owner alone can read, in place of one that is there; its content is durable when it returns.</summary>
    void Create(string path, ReadOnlySpan<byte> content);

    /// <summary>Adds to a file's end; durable when it returns.</summary>
    void Append(string path, ReadOnlySpan<byte> content);

    /// <summary>Gives a file another name, which no file has.</summary>
    void Rename(string from, string to);

    /// <summary>Gives a file the name of another, which stays under a third name. A crash may leave the other under both of its names.</summary>
    void Exchange(string fresh, string path, string former);

    /// <summary>Overwrites the beginning of a file with zeros; durable when it returns.</summary>
    void Blank(string path, int length);

    /// <summary>Deletes a file, if it is there.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    void FlushNames(string directory);
}
