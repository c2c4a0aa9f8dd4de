using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Cli.Doctor;
using Orchestrator.Cli.Doctor.Machine;
using Orchestrator.Cli.Tests.Doctor.BrokenSetups;
using Orchestrator.Cli.Up;
using Orchestrator.Link.Identity;

namespace Orchestrator.Cli.Tests.Doctor;

/// <summary>Each broken set-up is made for real, found, named by its code, and comes with what to do.</summary>
public sealed class BrokenSetupTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => _directory["silo"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_sound_directory_has_nothing_to_complain_of()
    {
        await DataDirectories.FillAsync(Data);
        var checks = await DirectoryAsync();
        Assert.DoesNotContain(checks, c => c.State == CheckState.Fail);
        Assert.Contains("60 conversations, 600 events", One(checks, "STORAGE_OK", "silo journal").Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk()
    {
        using var disk = SmallDisk.TryMount(Data, "8m");
        if (disk is null)
            return; // What follows needs a mount; the thresholds are tested below everywhere.
        await DataDirectories.FillAsync(Data);
        await Assert.ThrowsAsync<IOException>(() => File.WriteAllBytesAsync(Path.Combine(Data, "fill"), new byte[16 << 20]));

        var checks = await DirectoryAsync();

        Failed(checks, "STORAGE_FULL", "disk");
        Failed(checks, "STORAGE_FULL", "silo writing");
        One(checks, "STORAGE_OK", "silo journal");
    }

    [Theory]
    [InlineData(0, CheckState.Fail, "STORAGE_FULL")]
    [InlineData(100, CheckState.Warn, "DISK_LOW")]
    [InlineData(600, CheckState.Ok, "DISK_OK")]
    public void A_disk_that_fills(long mebibytes, object state, string code)
    {
        var check = ResourceChecks.Disk("/data", mebibytes << 20);
        Assert.Equal(((CheckState)state, code), (check.State, check.Code));
    }

    [Fact]
    public async Task A_read_only_data_directory()
    {
        using var disk = SmallDisk.TryMount(Data, "8m");
        await DataDirectories.FillAsync(Data);
        if (disk?.TryMakeReadOnly() != true)
        {
            if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
                return; // Nothing is read-only for this user.
            File.SetUnixFileMode(Data, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var checks = await DirectoryAsync();
        if (disk is null && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Failed(checks, "STORAGE_READ_ONLY", "silo writing");
        One(checks, "STORAGE_OK", "silo journal");
    }

    [Fact]
    public async Task A_directory_that_a_process_holds_without_its_up()
    {
        var data = new DataDirectory(_directory["up"]);
        data.Make();
        await using var journal = await DataDirectories.OpenAsync(data.DataOf("silo"));
        Assert.Contains($"process {Environment.ProcessId}", Failed(await SystemAsync(data), "HOLDER_ASTRAY", "silo holder").Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_whose_process_was_killed()
    {
        await using (await DataDirectories.OpenAsync(Data))
            File.Copy(Path.Combine(Data, "owner.json"), Path.Combine(Data, "owner.kept"));
        File.Move(Path.Combine(Data, "owner.kept"), Path.Combine(Data, "owner.json"));

        var killed = Warned(await DirectoryAsync(), "HOLDER_KILLED", "silo holder");

        Assert.Contains($"process {Environment.ProcessId}", killed.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_another_program_has_open()
    {
        if (!OperatingSystem.IsLinux())
            return; // Only there a program's open files can be seen.
        await DataDirectories.FillAsync(Data);
        using var other = Process.Start(new ProcessStartInfo("tail", ["-f", Path.Combine(Data, "journal.db")]) { RedirectStandardOutput = true })!;
        try
        {
            var buffer = new char[1];
            await other.StandardOutput.ReadAsync(buffer); // Then it has opened the file.
            Assert.Contains($"process {other.Id}, tail", Warned(await DirectoryAsync(), "STORAGE_LOCKED", "silo journal file").Found, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public async Task A_damaged_journal_and_the_command_ends_with_1()
    {
        await DataDirectories.FillAsync(Data);
        DataDirectories.Damage(Data, page: 3);
        var before = await File.ReadAllBytesAsync(Path.Combine(Data, "journal.db"));

        var (code, output, _) = await Command.RunAsync(null, "doctor", "--data", Data, "--json");

        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
        var damaged = json.RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "silo journal");
        Assert.Equal(("fail", "STORAGE_CORRUPT"), (damaged.GetProperty("state").GetString(), damaged.GetProperty("code").GetString()));
        Assert.Contains("backup", damaged.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Data, "journal.db")));
    }

    [Fact]
    public async Task An_index_that_does_not_fit_its_table()
    {
        await DataDirectories.FillAsync(Data);
        using (var outside = Outside())
        {
            Execute(outside, "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(sql, 'sequence, log_id', 'log_id, sequence') WHERE name = 'events_by_conversation'");
        }

        var damaged = Failed(await DirectoryAsync(), "STORAGE_CORRUPT", "silo journal");
        Assert.Contains("events_by_conversation", damaged.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_of_a_newer_program()
    {
        await DataDirectories.FillAsync(Data);
        using (var outside = Outside())
            Execute(outside, "UPDATE meta SET value = '9.0' WHERE name = 'schema'");

        Assert.Contains("schema 9.0", Failed(await DirectoryAsync(), "STORAGE_NEWER_SCHEMA", "silo journal").Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_without_an_end_before_and_while_their_process_runs()
    {
        await using (var journal = await DataDirectories.OpenAsync(Data))
        {
            await DataDirectories.AppendAsync(journal, "accepted", "attempt_started");
            await DataDirectories.AppendAsync(journal, "accepted", "attempt_started", "completed");
            var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(20));
            Assert.Contains("1 turn has", Warned(await DirectoryAsync(later), "TURNS_STUCK", "silo turns").Found, StringComparison.Ordinal);
        }

        Assert.Contains("same turn id", Warned(await DirectoryAsync(), "TURNS_INTERRUPTED", "silo turns").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_configuration_names_the_place()
    {
        var file = _directory["node.json"];
        await File.WriteAllTextAsync(file, "{\n  \"Orchestrator\": {\n    \"DataDirectory\" \"x\"\n  }\n}");
        Assert.Contains("LineNumber: 2", Failed(await ConfigAsync(file), "CONFIG_BROKEN", "node configuration").Found, StringComparison.Ordinal);

        await WriteAsync(file, new() { ["Storage"] = new Dictionary<string, object> { ["QueueCapacity"] = "many" }, ["Http"] = new { Url = "nowhere" } });
        var found = Failed(await ConfigAsync(file), "CONFIG_BROKEN", "node configuration").Found;
        Assert.Contains("Orchestrator:Storage:QueueCapacity", found, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:Http:Url", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_policy_names_its_key()
    {
        var (file, policy) = (_directory["silo.json"], _directory["policy.yaml"]);
        await File.WriteAllTextAsync(policy, "version: 1\nname: home\nverdicts: sometimes\n");
        await WriteAsync(file, new() { ["PolicyFile"] = policy });

        var broken = Failed(await ConfigAsync(file), "POLICY_BROKEN", "silo policy");

        Assert.Contains(policy, broken.Found, StringComparison.Ordinal);
        Assert.Contains("verdicts", broken.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_development_key_off_loopback()
    {
        var file = _directory["silo.json"];
        await WriteAsync(file, new()
        {
            ["Http"] = new { Url = $"https://0.0.0.0:{FreePorts.One()}" },
            ["Auth"] = new { Keys = new[] { new { Id = "development", Sha256 = new string('a', 64), Tenant = "t", Owner = "o", Site = "s" } } },
        });
        Failed(await ConfigAsync(file), "DEVELOPMENT_KEY_EXPOSED", "silo Http address");

        await WriteAsync(file, new() { ["Http"] = new { Url = $"http://0.0.0.0:{FreePorts.One()}" } });
        Failed(await ConfigAsync(file), "EXPOSED", "silo Http address");
    }

    [Fact]
    public async Task A_node_whose_keys_are_missing_damaged_or_open_to_others()
    {
        var (file, identity) = (_directory["node.json"], _directory["node.key"]);
        await WriteAsync(file, new() { ["Node"] = new { IdentityFile = identity } });
        Failed(await ConfigAsync(file), "IDENTITY_BROKEN", "node identity");

        using (var site = SiteKey.Create("default", "home"))
        using (var made = NodeIdentity.Create("node", NodeRole.Device, site, TimeProvider.System))
            made.Save(identity);
        One(await ConfigAsync(file), "IDENTITY_OK", "node identity");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(identity, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.Contains("chmod 600", Failed(await ConfigAsync(file), "IDENTITY_BROKEN", "node identity").Found, StringComparison.Ordinal);
            File.SetUnixFileMode(identity, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using (var site = SiteKey.Create("default", "home"))
        using (var ending = NodeIdentity.Create("node", NodeRole.Device, site, TimeProvider.System, TimeSpan.FromDays(10)))
            ending.Save(identity);
        Assert.Equal(CheckState.Warn, One(await ConfigAsync(file), "IDENTITY_EXPIRES", "node identity").State);

        await File.WriteAllTextAsync(identity, "{\"version\":1}");
        Failed(await ConfigAsync(file), "IDENTITY_BROKEN", "node identity");
    }

    [Fact]
    public async Task A_port_that_is_taken_and_by_whom()
    {
        using var listener = new TcpListener(IPAddress.Loopback, FreePorts.One());
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var file = _directory["silo.json"];
        await WriteAsync(file, new() { ["Grpc"] = new { Url = $"http://127.0.0.1:{port}" } });

        var taken = Failed(await ConfigAsync(file), "PORT_TAKEN", $"port {port}");

        if (OperatingSystem.IsLinux())
            Assert.Contains($"process {Environment.ProcessId}", taken.Found, StringComparison.Ordinal);
        Assert.Contains("Orchestrator:Grpc:Url", taken.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Providers_that_are_away_refuse_the_key_or_are_none()
    {
        await using var strict = await OtherServer.StartAsync(HttpProtocols.Http1, context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        await using var page = await OtherServer.StartAsync(HttpProtocols.Http1, context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>It works!</html>");
        });
        var file = _directory["silo.json"];
        await WriteAsync(file, new()
        {
            ["Providers"] = new[] { Provider("away", $"http://127.0.0.1:{FreePorts.One()}"), Provider("strict", strict.Url), Provider("page", page.Url), Provider("", page.Url) },
        });

        var checks = await ConfigAsync(file);

        Failed(checks, "PROVIDER_UNREACHABLE", "provider away");
        Failed(checks, "PROVIDER_KEY_REFUSED", "provider strict");
        Failed(checks, "PROVIDER_NOT_OPENAI", "provider page");
        Assert.Contains("Orchestrator:Providers:3", Failed(checks, "CONFIG_BROKEN", "silo configuration").Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_printed_as_they_are_written()
    {
        var file = _directory["device.json"];
        await WriteAsync(file, new() { ["Link"] = new { ClusterAddress = "nowhere" } });

        var (code, output, _) = await Command.RunAsync(null, "doctor", "--data", _directory["none"], "--config", file);

        Assert.Equal(1, code);
        Assert.Contains("Orchestrator:Link:ClusterAddress is no address: 'nowhere'", output, StringComparison.Ordinal);
        Assert.Contains("correct Orchestrator:Link:ClusterAddress", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_away_or_whose_clock_is_another()
    {
        var file = _directory["node.json"];
        await WriteAsync(file, new() { ["Link"] = new { ClusterAddress = $"http://127.0.0.1:{FreePorts.One()}" } });
        Warned(await ConfigAsync(file), "LINK_DOWN", "node cluster");

        await using var ahead = await OtherServer.StartAsync(HttpProtocols.Http2, context =>
        {
            context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(3)).ToString("R");
            return Task.CompletedTask;
        });
        await WriteAsync(file, new() { ["Link"] = new { ClusterAddress = ahead.Url } });
        Assert.Contains("3 h behind", Failed(await ConfigAsync(file), "CLOCK_SKEW", "node cluster").Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_open_files_and_little_memory()
    {
        if (!OperatingSystem.IsLinux())
            return; // Limits are set by a shell here.
        var start = new ProcessStartInfo("bash", ["-c", "ulimit -n 512; exec \"$@\"", "bash", DotnetHost.Path(), Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), "doctor", "--data", _directory["none"], "--port-base", $"{FreePorts.Base()}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = "0xC000000" },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Command.Patience);

        Assert.Contains("FILES_LOW", output, StringComparison.Ordinal);
        Assert.Contains("512 files", output, StringComparison.Ordinal);
        Assert.Contains("MEMORY_LOW", output, StringComparison.Ordinal);
    }

    private static object Provider(string name, string url) => new { Name = name, BaseUrl = $"{url}/v1", Model = "large-1", ApiKey = "sk-wrong" };

    private static Check Failed(IReadOnlyList<Check> checks, string code, string name) => Of(CheckState.Fail, checks, code, name);

    private static Check Warned(IReadOnlyList<Check> checks, string code, string name) => Of(CheckState.Warn, checks, code, name);

    private static Check Of(CheckState state, IReadOnlyList<Check> checks, string code, string name)
    {
        var check = One(checks, code, name);
        Assert.Equal(state, check.State);
        Assert.NotEmpty(check.Remedy!);
        return check;
    }

    private static Check One(IReadOnlyList<Check> checks, string code, string name)
    {
        var check = Assert.Single(checks, c => c.Name == name);
        Assert.True(code == check.Code, $"{name} is {check.Code}: {check.Found}");
        return check;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Outside()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "journal.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>A configuration that would work, but for what is given.</summary>
    private async Task WriteAsync(string file, Dictionary<string, object> given)
    {
        given.TryAdd("DataDirectory", Data);
        given.TryAdd("Http", new { Url = $"http://127.0.0.1:{FreePorts.One()}" });
        given.TryAdd("Grpc", new { Url = $"http://127.0.0.1:{FreePorts.One()}" });
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { Orchestrator = given }));
    }

    private Task<IReadOnlyList<Check>> DirectoryAsync(TimeProvider? time = null) => RunAsync(new() { Data = Data }, time);

    private static Task<IReadOnlyList<Check>> SystemAsync(DataDirectory data) => RunAsync(new() { Data = data.Root, PortBase = FreePorts.Base() });

    private Task<IReadOnlyList<Check>> ConfigAsync(string file) => RunAsync(new() { Data = _directory["none"], Config = file });

    private static async Task<IReadOnlyList<Check>> RunAsync(DoctorRequest request, TimeProvider? time = null)
    {
        using var examination = new Examination(request, time ?? TimeProvider.System);
        return await examination.RunAsync(CancellationToken.None);
    }
}
