using Orchestrator.Storage.Ownership;

namespace Orchestrator.Storage.Protection;

/// <summary>What a file of wrapped keys says of itself, read from outside. It holds no key.</summary>
/// <param name="Path">The file.</param>
public sealed record KeyFileReport(string Path)
{
    /// <summary>Whether the file is there.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether a process owns the journal or the keys now.</summary>
    public bool Owned { get; init; }

    /// <summary>Who wrote itself down as the owner; it may be gone when <see cref="Owned"/> is false.</summary>
    public DirectoryOwner? Owner { get; init; }

    /// <summary>The file's size in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Counts the key-encryption keys that the file has had.</summary>
    public long Generation { get; init; }

    /// <summary>Names the top key that opens it, 16 hex digits.</summary>
    public string TopKeyId { get; init; } = "";

    /// <summary>Names its key-encryption key, 16 hex digits.</summary>
    public string KeyEncryptionKeyId { get; init; } = "";

    /// <summary>How many data keys it holds, those made ahead included.</summary>
    public int Keys { get; init; }

    /// <summary>The development key's file, when that is the top key: it lies in the data directory.</summary>
    public string? DevelopmentKeyFile { get; init; }

    /// <summary>Whether the top key is the development key.</summary>
    public bool DevelopmentKey => DevelopmentKeyFile is not null;

    /// <summary>The file's rights on Unix; null elsewhere.</summary>
    public UnixFileMode? Rights { get; init; }

    /// <summary>Whether others than the file's owner have any right to it.</summary>
    public bool OpenToOthers => Rights is { } rights && (rights & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != 0;

    /// <summary>What is wrong with the file, and what to do; null when nothing is.</summary>
    public string? Problem { get; init; }
}
