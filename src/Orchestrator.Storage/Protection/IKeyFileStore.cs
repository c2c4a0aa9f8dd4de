namespace Orchestrator.Storage.Protection;

/// <summary>
/// The only way in which the file of wrapped keys is read and written, so that crashes of it can be simulated. One caller at a time.
/// </summary>
internal interface IKeyFileStore
{
    /// <summary>Where the file is, for messages.</summary>
    string Path { get; }

    /// <summary>The whole file, or null when there is none.</summary>
    byte[]? Read();

    /// <summary>Adds a block; durable when it returns. A crash, or a failure, may leave a part of it at the end.</summary>
    /// <param name="block">The bytes.</param>
    void Append(ReadOnlySpan<byte> block);

    /// <summary>
    /// Puts a new file in the place of the old one, or makes the first; durable when it returns. A crash leaves the old file or the new
    /// one, whole. After a failure either may be there.
    /// </summary>
    /// <param name="whole">All of the new file.</param>
    void Replace(ReadOnlySpan<byte> whole);
}
