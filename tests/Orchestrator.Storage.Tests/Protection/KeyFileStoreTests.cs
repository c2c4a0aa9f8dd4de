using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Tests.Protection;

public sealed class KeyFileStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly KeyFileStore _store;

    public KeyFileStoreTests()
    {
        Directory.CreateDirectory(_directory.Path);
        _store = new(Path.Combine(_directory.Path, "wrapped.keys"), new KeyFileDisk());
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Nothing_is_read_before_something_is_written() => Assert.Null(_store.Read());

    [Fact]
    public void A_new_file_takes_the_old_ones_place_and_blocks_follow_it()
    {
        _store.Replace("old"u8);
        _store.Replace("new"u8);
        _store.Append(" and"u8);
        _store.Append(" more"u8);

        Assert.Equal("new and more"u8.ToArray(), _store.Read());
        Assert.Single(Directory.GetFiles(_directory.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_store.Path));
    }

    [Fact]
    public void A_draft_that_a_crash_left_is_in_nobodys_way()
    {
        File.WriteAllText(_store.Path + ".new", "left");

        _store.Replace("new"u8);

        Assert.Equal("new"u8.ToArray(), _store.Read());
    }

    [Fact]
    public void An_old_file_that_a_crash_left_is_blanked_and_removed_by_the_next_write()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(_store.Path + ".old", "the old one");
        File.WriteAllText(_store.Path, "the new one");
        using var held = new FileStream(_store.Path + ".old", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        _store.Replace("newer"u8);

        var old = new byte[11];
        held.ReadExactly(old);
        Assert.Equal(new byte[11], old);
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void A_second_name_of_the_file_that_a_crash_left_does_not_blank_the_file()
    {
        _store.Replace("the file"u8);
        File.Copy(_store.Path, _store.Path + ".old");

        _store.Replace("the file"u8);

        Assert.Equal("the file"u8.ToArray(), _store.Read());
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void Who_still_holds_the_old_file_finds_its_head_blank()
    {
        if (OperatingSystem.IsWindows())
            return;
        _store.Replace("the old one"u8);
        using var held = new FileStream(_store.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        _store.Replace("new"u8);

        var old = new byte[11];
        held.ReadExactly(old);
        Assert.Equal(new byte[11], old);
    }
}
