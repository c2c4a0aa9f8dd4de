using Orchestrator.Cli.Doctor;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Doctor;

public sealed class DoctorTests
{
    private static readonly string Models = Path.Combine(AppContext.BaseDirectory, "models");

    [Fact]
    public async Task Without_a_system_it_checks_the_machine_and_the_ports_and_fails_nothing()
    {
        using var directory = new TemporaryDirectory();
        var checks = await RunAsync(directory["none"], Models);
        Assert.DoesNotContain(checks, c => c.State == CheckState.Fail);
        Assert.Contains(checks, c => c.Name == "system" && c.State == CheckState.Warn);
        Assert.Contains(checks, c => c.Name.StartsWith("port ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_model_file_is_told_with_its_digests()
    {
        using var directory = new TemporaryDirectory();
        foreach (var file in Directory.EnumerateFiles(Models, "*", SearchOption.AllDirectories))
        {
            var copy = directory[Path.GetRelativePath(Models, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await File.AppendAllTextAsync(directory["nano-commands/model.onnx"], "x");
        File.Delete(directory["mini-answers/labels.json"]);
        var checks = await RunAsync(directory["none"], directory.Root);
        Assert.Contains("wrong digest", Assert.Single(checks, c => c.Name == "model nano-commands").Found, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Single(checks, c => c.Name == "model mini-answers").Found, StringComparison.Ordinal);
        Assert.All(checks.Where(c => c.State != CheckState.Ok), c => Assert.NotNull(c.Remedy));
    }

    [Fact]
    public async Task Open_permissions_and_broken_configuration_are_told()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var directory = new TemporaryDirectory();
        var data = new DataDirectory(directory["data"]);
        data.Make();
        ApiKey.LoadOrCreate(data.KeyFile);
        File.SetUnixFileMode(data.KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await File.WriteAllTextAsync(data.Config("silo"), "{");
        var checks = await RunAsync(data.Root, Models);
        Assert.Contains("api-key", Assert.Single(checks, c => c.Name == "permissions").Found, StringComparison.Ordinal);
        Assert.Equal(CheckState.Fail, Assert.Single(checks, c => c.Name == "silo configuration").State);
    }

    private static async Task<IReadOnlyList<Check>> RunAsync(string data, string models)
    {
        using var examination = new Examination(new() { Data = data, PortBase = FreePorts.Base(), Models = models }, TimeProvider.System);
        return await examination.RunAsync(CancellationToken.None);
    }
}
