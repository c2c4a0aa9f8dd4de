namespace Orchestrator.Storage.Protection;

/// <summary>
/// The file of wrapped keys on a disk. A new file takes the old one's name; the old one keeps another until its head, without which
/// nothing of it opens, is overwritten, so that a crash in between leaves it where it is found and finished.
/// </summary>
internal sealed class KeyFileStore(string path, IKeyFileDisk disk) : IKeyFileStore
{
    private readonly string _directory = System.IO.Path.GetDirectoryName(path)!;
    private readonly string _draft = path + ".new";
    private readonly string _former = path + ".old";

    public string Path => path;

    public byte[]? Read() => disk.Read(path);

    public void Append(ReadOnlySpan<byte> block) => disk.Append(path, block);

    public void Replace(ReadOnlySpan<byte> whole)
    {
        DestroyFormer();
        disk.Create(_draft, whole);
        if (disk.Read(path) is null)
        {
            disk.Rename(_draft, path);
            disk.FlushNames(_directory);
            return;
        }

        disk.Exchange(_draft, path, _former);
        DestroyFormer();
    }

    // A disk may keep the overwritten bytes all the same: an older copy of this file is only void once the top key is rotated.
    private void DestroyFormer()
    {
        if (disk.Read(_former) is not { } former)
            return;

        // What has the name after a kill need not have it after a power cut.
        disk.FlushNames(_directory);

        // With one and the same head it is the file itself under a second name, or one that the same keys open.
        if (!Head(former).SequenceEqual(Head(disk.Read(path))))
            disk.Blank(_former, KeyFileHeader.Size);
        disk.Delete(_former);
        disk.FlushNames(_directory);
    }

    private static ReadOnlySpan<byte> Head(byte[]? file) => file.AsSpan(0, Math.Min(file?.Length ?? 0, KeyFileHeader.Size));
}
