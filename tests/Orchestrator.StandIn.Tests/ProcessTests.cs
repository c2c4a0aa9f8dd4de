using System.Diagnostics;

namespace Orchestrator.StandIn.Tests;

public sealed class ProcessTests
{
    private static ProcessStartInfo StandIn(params string[] options)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.ChangeExtension(typeof(StandInApp).Assembly.Location, ".dll"));
        foreach (var option in options)
            start.ArgumentList.Add(option);
        return start;
    }

    [Fact]
    public async Task It_stops_when_its_standard_input_closes_and_every_log_line_says_stand_in()
    {
        using var process = Process.Start(StandIn("--urls", "http://127.0.0.1:0", "--Orchestrator:StopWithParent=true"))!;
        var first = await process.StandardOutput.ReadLineAsync();
        process.StandardInput.Close();
        var rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.NotNull(first);
        Assert.All($"{first}\n{rest}".TrimEnd().Split('\n'), line => Assert.StartsWith("[stand-in]", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_off_loopback_is_refused_in_words()
    {
        using var process = Process.Start(StandIn("--urls", "http://0.0.0.0:8094"))!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("loopback only", error, StringComparison.Ordinal);
    }
}
