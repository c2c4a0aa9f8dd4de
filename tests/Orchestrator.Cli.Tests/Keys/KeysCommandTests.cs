using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Cli.Tests.Keys;

/// <summary>The command on real data directories.</summary>
public sealed class KeysCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => _directory["data"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Status_tells_a_development_key_where_the_file_is_and_that_nobody_holds_it()
    {
        await MakeAsync(Data);

        var status = await StatusAsync(Data);
        var (code, text, _) = await Command.RunAsync(null, "keys", "status", "--data", Data);

        Assert.True(status.GetProperty("development_key").GetBoolean());
        Assert.False(status.GetProperty("held").GetBoolean());
        Assert.Equal(1, status.GetProperty("generation").GetInt64());
        Assert.True(status.GetProperty("keys").GetInt32() > 0);
        Assert.Equal(0, code);
        Assert.Contains("a development key", text, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("keys", "wrapped.keys"), text, StringComparison.Ordinal);
        Assert.Contains("nobody", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Contains("rights 600", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_others_can_read_is_a_failure()
    {
        if (OperatingSystem.IsWindows())
            return;
        await MakeAsync(Data);
        File.SetUnixFileMode(Path.Combine(Data, "keys", "wrapped.keys"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var (code, text, _) = await Command.RunAsync(null, "keys", "status", "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("OPEN TO OTHERS", text, StringComparison.Ordinal);
        Assert.Contains("chmod 600", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_goes_from_the_development_key_to_a_file_and_from_there_to_a_program()
    {
        if (OperatingSystem.IsWindows())
            return;
        await MakeAsync(Data);
        var before = await StatusAsync(Data);

        var (first, _, firstErrors) = await Command.RunAsync(null, "keys", "rotate", "--data", Data, "--to-file", Key("one"));
        var afterFile = await StatusAsync(Data);
        var (second, secondText, secondErrors) = await Command.RunAsync(null, "keys", "rotate", "--data", Data, "--from-file", Key("one"), "--to-command", "/bin/cat", "--to-argument", Key("two"));
        var afterCommand = await StatusAsync(Data);

        Assert.True(first == 0, firstErrors);
        Assert.True(second == 0, secondErrors);
        Assert.False(afterFile.GetProperty("development_key").GetBoolean());
        Assert.False(File.Exists(Path.Combine(Data, "development-top.key")));
        Assert.Equal(3, new[] { before, afterFile, afterCommand }.Select(static s => s.GetProperty("top_key_id").GetString()).Distinct().Count());
        Assert.Equal([1L, 2, 3], new[] { before, afterFile, afterCommand }.Select(static s => s.GetProperty("generation").GetInt64()));
        Assert.Contains("Orchestrator:Keys:TopKey:Command=/bin/cat", secondText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_before_changes_nothing()
    {
        await MakeAsync(Data);
        await Command.RunAsync(null, "keys", "rotate", "--data", Data, "--to-file", Key("one"));
        var before = await File.ReadAllBytesAsync(Path.Combine(Data, "keys", "wrapped.keys"));

        var (code, output, errors) = await Command.RunAsync(null, "keys", "rotate", "--data", Data, "--from-file", Key("two"), "--to-file", Key("three"));

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("wants top key", errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Data, "keys", "wrapped.keys")));
    }

    [Fact]
    public async Task A_directory_in_use_is_refused_with_its_holder_and_can_still_be_looked_at()
    {
        Directory.CreateDirectory(Data);
        await using var journal = await SqliteJournal.OpenAsync(new() { DataDirectory = Data }, TimeProvider.System, NullLogger<SqliteJournal>.Instance);
        await using var ring = await KeyRing.OpenAsync(new() { DataDirectory = Data }, journal, TimeProvider.System, NullLogger<KeyRing>.Instance);

        var (code, _, errors) = await Command.RunAsync(null, "keys", "rotate", "--data", Data, "--to-file", Key("one"));
        var status = await StatusAsync(Data);

        Assert.Equal(1, code);
        Assert.Contains($"process {Environment.ProcessId}", errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", errors, StringComparison.Ordinal);
        Assert.Equal((true, Environment.ProcessId), (status.GetProperty("held").GetBoolean(), status.GetProperty("held_by").GetInt32()));
    }

    [Fact]
    public async Task Every_process_of_a_system_is_shown_and_rotated_unless_one_is_named()
    {
        foreach (var process in new[] { "silo", "device-1" })
            await MakeAsync(Path.Combine(Data, "data", process));

        var (_, all, _) = await Command.RunAsync(null, "keys", "status", "--json", "--data", Data);
        var (code, rotated, errors) = await Command.RunAsync(null, "keys", "rotate", "--json", "--data", Data, "--process", "silo", "--to-file", Key("one"));

        Assert.Equal(["silo", "device-1"], Lines(all).Select(static s => s.GetProperty("process").GetString()));
        Assert.True(code == 0, errors);
        Assert.Equal("silo", Assert.Single(Lines(rotated)).GetProperty("process").GetString());
        Assert.True((await StatusAsync(Path.Combine(Data, "data", "device-1"))).GetProperty("development_key").GetBoolean());
    }

    [Theory]
    [InlineData("status")]
    [InlineData("rotate")]
    public async Task A_directory_without_a_journal_is_refused_in_words_and_stays_as_it_is(string command)
    {
        Directory.CreateDirectory(Data);

        var (code, _, errors) = await Command.RunAsync(null, "keys", command, "--data", Data);

        Assert.Equal(2, code);
        Assert.Contains("holds no journal", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Data));
    }

    private string Key(string name)
    {
        var path = _directory[name + ".key"];
        if (!File.Exists(path))
        {
            File.WriteAllText(path, RandomNumberGenerator.GetHexString(64, lowercase: true));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    private static async Task MakeAsync(string data)
    {
        Directory.CreateDirectory(data);
        await using var journal = await SqliteJournal.OpenAsync(new() { DataDirectory = data }, TimeProvider.System, NullLogger<SqliteJournal>.Instance);
        await using var ring = await KeyRing.OpenAsync(new() { DataDirectory = data }, journal, TimeProvider.System, NullLogger<KeyRing>.Instance);
        await ring.NewKeyAsync(default);
    }

    private static async Task<JsonElement> StatusAsync(string data)
    {
        var (_, output, errors) = await Command.RunAsync(null, "keys", "status", "--json", "--data", data);
        Assert.True(errors.Length == 0, errors);
        return Assert.Single(Lines(output));
    }

    private static List<JsonElement> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
}
