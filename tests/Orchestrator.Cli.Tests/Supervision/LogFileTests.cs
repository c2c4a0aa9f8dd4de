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
    public void A_line_that_the_disk_does_not_take_stops_nobody()
    {
        if (!OperatingSystem.IsLinux())
            return; // /dev/full is a disk without space.
        using var log = new LogFile("/dev/full");
        log.Write("one");
        log.Write("two");
        Assert.Equal(["one", "two"], log.Tail);
    }

    [Fact]
    public void Lines_that_could_not_be_written_are_counted_where_they_are_missing()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["logs"]);
        var path = Path.Combine(directory["logs"], "a.log");
        using var log = new LogFile(path);
        log.Write("before");
        Directory.Delete(directory["logs"], recursive: true);
        log.Write("lost");
        log.Write("lost");
        Directory.CreateDirectory(directory["logs"]);
        log.Write("after");
        Assert.Equal(["(2 lines are missing here: the file could not be written)", "after"], File.ReadLines(path));
    }

    [Fact]
    public void A_log_that_somebody_takes_away_is_begun_anew()
    {
        using var directory = new TemporaryDirectory();
        var path = directory["a.log"];
        using var log = new LogFile(path);
        log.Write("before");
        File.Delete(path);
        log.Write("after");
        Assert.Equal(["after"], File.ReadLines(path));
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
