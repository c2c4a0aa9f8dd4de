using Orchestrator.Cli.Supervision;

namespace Orchestrator.Cli.Tests.Supervision;

public sealed class LogFileTests
{
    [Fact]
    public void It_goes_on_where_an_earlier_run_ended_and_remembers_its_own_last_lines()
    {
        using var directory = new TemporaryDirectory();
        var path = directory["a.log"];
        using (var first = new LogFile(path))
            first.Write("earlier");
        using (var second = new LogFile(path))
        {
            for (var i = 0; i < 40; i++)
                second.Write($"line {i}");
            Assert.Equal(Enumerable.Range(25, 15).Select(i => $"line {i}"), second.Tail);
        }

        Assert.StartsWith("earlier", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void It_grows_to_a_bound_and_keeps_the_part_before()
    {
        using var directory = new TemporaryDirectory();
        var path = directory["a.log"];
        var line = new string('x', 1024 * 1024);
        using (var log = new LogFile(path))
        {
            for (var i = 0; i < 20; i++)
                log.Write(line);
        }

        Assert.InRange(new FileInfo(path).Length, 1, 18 * 1024 * 1024);
        Assert.True(File.Exists(path + ".1"));
    }
}
