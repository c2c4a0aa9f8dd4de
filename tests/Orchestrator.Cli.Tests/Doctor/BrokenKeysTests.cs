using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Cli.Tests.Doctor.BrokenSetups;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Cli.Tests.Doctor;

/// <summary>The keys of a journal, broken in every way that keeps its process from starting or its content from being safe.</summary>
public sealed class BrokenKeysTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => _directory["silo"];

    private string KeyFile => Path.Combine(Data, "keys", "wrapped.keys");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_development_key_is_to_look_at_and_no_failure()
    {
        await MakeAsync();
        var (code, output, _) = await Command.RunAsync(null, "doctor", "--data", Data, "--json");

        Assert.Equal(0, code);
        var key = Found(output, "silo top key");
        Assert.Equal(("warn", "KEYS_DEVELOPMENT"), (key.State, key.Code));
        Assert.Equal("KEYS_OK", Found(output, "silo keys").Code);
    }

    [Fact]
    public async Task A_missing_key_file_is_a_failure_as_soon_as_a_conversation_needs_it()
    {
        await MakeAsync();
        File.Delete(KeyFile);
        Assert.Equal("KEYS_NONE", Found((await DoctorAsync(Data)).Output, "silo keys").Code);

        await using (var journal = await DataDirectories.OpenAsync(Data))
            await DataDirectories.AppendProtectedAsync(journal);

        var (code, output) = await DoctorAsync(Data);
        Failed(code, output, "silo keys", "KEYS_MISSING", "Orchestrator:Keys:Path");
    }

    [Fact]
    public async Task A_damaged_key_file()
    {
        await MakeAsync();
        await File.WriteAllBytesAsync(KeyFile, new byte[4096]);

        var (code, output) = await DoctorAsync(Data);

        Failed(code, output, "silo keys", "KEYS_BROKEN", "copy");
    }

    [Fact]
    public async Task A_key_file_and_a_top_key_that_others_can_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        await MakeAsync();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var (code, output) = await DoctorAsync(Data);
        Failed(code, output, "silo keys", "KEYS_OPEN", "chmod 600");

        var top = TopKey("open");
        File.SetUnixFileMode(top, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var configured = await ConfiguredAsync(new { File = top });
        Failed(configured.Code, configured.Output, "config top key", "TOP_KEY_UNAVAILABLE", "Do what it says");
        Assert.Contains("chmod 600", Found(configured.Output, "config top key").What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_top_key_that_is_another_one_or_cannot_be_had()
    {
        await MakeAsync();
        var wrong = await ConfiguredAsync(new { File = TopKey("mine") });
        Failed(wrong.Code, wrong.Output, "config top key", "TOP_KEY_WRONG", "PreviousTopKey:File");

        foreach (var source in new object[] { new { File = _directory["nowhere.key"] }, new { Environment = "ORCHESTRATOR_TEST_NO_SUCH_KEY" }, new { Command = _directory["no-such-program"] } })
        {
            var (code, output) = await ConfiguredAsync(source);
            Failed(code, output, "config top key", "TOP_KEY_UNAVAILABLE", "does not start");
        }

        var going = await ConfiguredAsync(new { File = TopKey("mine") }, new { File = Path.Combine(Data, "development-top.key") });
        Assert.Equal("TOP_KEY_OK", Found(going.Output, "config top key").Code);
    }

    [Fact]
    public async Task A_top_key_of_which_nothing_here_tells()
    {
        await MakeAsync();
        Assert.Equal(0, (await Command.RunAsync(null, "keys", "rotate", "--data", Data, "--to-file", TopKey("elsewhere"))).Code);

        var key = Found((await DoctorAsync(Data)).Output, "silo top key");

        Assert.Equal(("warn", "TOP_KEY_NOT_CONFIGURED"), (key.State, key.Code));
        Assert.Equal("TOP_KEY_OK", Found((await ConfiguredAsync(new { File = TopKey("elsewhere") })).Output, "config top key").Code);
    }

    private static void Failed(int code, string output, string name, string expected, string remedy)
    {
        var found = Found(output, name);
        Assert.True(("fail", expected) == (found.State, found.Code), $"{found.State} {found.Code}: {found.What}");
        Assert.Contains(remedy, found.Remedy, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    private static (string State, string Code, string What, string Remedy) Found(string output, string name)
    {
        using var json = JsonDocument.Parse(output);
        var check = json.RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        string Text(string field) => check.GetProperty(field).GetString() ?? "";
        return (Text("state"), Text("code"), Text("found"), Text("remedy"));
    }

    private async Task MakeAsync()
    {
        await using var journal = await DataDirectories.OpenAsync(Data);
        await using var ring = await KeyRing.OpenAsync(new() { DataDirectory = Data }, journal, TimeProvider.System, NullLogger<KeyRing>.Instance);
        await ring.NewKeyAsync(default);
    }

    private static async Task<(int Code, string Output)> DoctorAsync(string data)
    {
        var (code, output, _) = await Command.RunAsync(null, "doctor", "--data", data, "--json");
        return (code, output);
    }

    /// <summary>What doctor says of a process whose configuration names this top key.</summary>
    private async Task<(int Code, string Output)> ConfiguredAsync(object topKey, object? previous = null)
    {
        var file = _directory["config.json"];
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            Orchestrator = new
            {
                DataDirectory = Data,
                Http = new { Url = $"http://127.0.0.1:{FreePorts.One()}" },
                Grpc = new { Url = $"http://127.0.0.1:{FreePorts.One()}" },
                Keys = new { TopKey = topKey, PreviousTopKey = previous ?? new { } },
            },
        }));
        var (code, output, _) = await Command.RunAsync(null, "doctor", "--config", file, "--json");
        return (code, output);
    }

    private string TopKey(string name)
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
}
