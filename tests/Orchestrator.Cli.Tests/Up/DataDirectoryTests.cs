using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Up;

public sealed class DataDirectoryTests
{
    [Fact]
    public void Directories_and_keys_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var directory = new TemporaryDirectory();
        var data = new DataDirectory(directory["data"]);
        data.Make();
        ApiKey.LoadOrCreate(data.KeyFile);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data.Root));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.KeyFile));
    }

    [Fact]
    public void A_key_is_made_once()
    {
        using var directory = new TemporaryDirectory();
        var key = ApiKey.LoadOrCreate(directory["key"]);
        Assert.Equal(key, ApiKey.LoadOrCreate(directory["key"]));
        Assert.DoesNotContain(key.Secret, key.Sha256, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_has_one_up_at_a_time()
    {
        using var directory = new TemporaryDirectory();
        var data = new DataDirectory(directory["data"]);
        data.Make();
        using (var first = UpLock.TryTake(data))
        {
            Assert.NotNull(first);
            Assert.Null(UpLock.TryTake(data));
        }

        using var next = UpLock.TryTake(data);
        Assert.NotNull(next);
    }
}
