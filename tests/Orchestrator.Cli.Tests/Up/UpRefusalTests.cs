using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Up;

/// <summary>What an operator may give or leave behind, and what the commands then say: one or two lines, and no stack trace.</summary>
public sealed class UpRefusalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private DataDirectory Data => new(_directory["data"]);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("up", "--port-base", "abc")]
    [InlineData("up", "--port-base", "99999999999")]
    [InlineData("up", "--port-base", "1")]
    [InlineData("doctor", "--port-base", "-5")]
    [InlineData("doctor", "--port-base", "70000")]
    public async Task A_port_that_is_none(params string[] arguments)
    {
        var (code, output, errors) = await Command.RunAsync(null, arguments);
        Assert.Equal(1, code);
        Assert.Contains("--port-base", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_file_that_was_damaged(bool identity)
    {
        Data.Make();
        if (identity)
            DevelopmentSite.LoadOrCreate(Data, TimeProvider.System);
        var file = identity ? Data.IdentityOf(ProcessConfigs.Device) : Data.SiteKeyFile;
        PrivateFiles.Write(file, "{");

        var (code, _, errors) = await Command.RunAsync(null, "up", "--data", Data.Root, "--port-base", $"{FreePorts.Base()}");

        Assert.Equal(1, code);
        Assert.Contains(file, errors.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Contains("put it back from a copy", errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_of_a_system_that_was_killed_does_not_say_that_it_worked()
    {
        Data.Make();
        PrivateFiles.Write(Data.StateFile, """
            {"pid":1,"data_directory":"x","port_base":8080,"stand_in":true,"device":{"http":"http://127.0.0.1:1","grpc":"http://127.0.0.1:1"},
             "gateway":{"http":"http://127.0.0.1:1","grpc":"http://127.0.0.1:1"},"silo":{"http":"http://127.0.0.1:1","grpc":"http://127.0.0.1:1"},"processes":[]}
            """);
        Assert.NotNull(UpState.Read(Data));

        var (code, _, errors) = await Command.RunAsync(null, "stop", "--data", Data.Root);

        Assert.Equal(1, code);
        Assert.Contains("No 'orchestrator up' runs", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_cannot_be_read_is_none()
    {
        Directory.CreateDirectory(Data.StateFile);
        Assert.Null(UpState.Read(Data));
    }
}
