using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Hosting.Learning;
using Orchestrator.Routing.Learning;
using Orchestrator.Storage.Ownership;

namespace Orchestrator.Cli.Tests.Routes;

/// <summary>What feedback moved outlives its process, can be looked at, and can be taken back.</summary>
public sealed class LearnedCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_restart_forgets_nothing_and_a_tenant_can_be_forgotten()
    {
        var learned = new LearnedShifts();
        using (var file = new LearnedFile(learned, _directory.Root, TimeProvider.System, NullLogger<LearnedFile>.Instance))
        {
            learned.Take("acme", "m", 3, -0.5);
            learned.Take("other", "m", 3, 0.25);
            file.Save();
        }

        Assert.Equal(learned.Of("acme", "m", 3, 0.1), Restarted().Of("acme", "m", 3, 0.1));
        Assert.Contains(": acme: m, group 3: 1 judgement; -0.50 from what was expected", (await Command.RunAsync(null, "route", "learned", "--data", _directory.Root)).Output, StringComparison.Ordinal);

        await Command.RunAsync(null, "route", "learned", "--data", _directory.Root, "--forget", "acme");
        Assert.Null(Restarted().Of("acme", "m", 3, 0.1));
        Assert.NotNull(Restarted().Of("other", "m", 3, 0.1));
    }

    [Fact]
    public async Task A_broken_file_stops_no_process_and_the_command_names_it()
    {
        File.WriteAllText(Path.Combine(_directory.Root, LearnedFile.Name), "{");
        Assert.Empty(Restarted().Rows);
        var (code, _, errors) = await Command.RunAsync(null, "route", "learned", "--data", _directory.Root);
        Assert.Equal(2, code);
        Assert.Contains("learned.json", errors.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_a_process_that_runs_is_read_with_a_warning_and_not_changed()
    {
        LearnedFile.Write(Path.Combine(_directory.Root, LearnedFile.Name), [new("acme", "m", 3, -0.5, 1) { Escalated = 2 }]);
        using var owned = DirectoryOwnership.Take(_directory.Root, TimeProvider.System);

        var read = await Command.RunAsync(null, "route", "learned", "--data", _directory.Root, "--json");
        var forgotten = await Command.RunAsync(null, "route", "learned", "--data", _directory.Root, "--forget", "acme");

        Assert.Contains("\"judgements\":1,\"corrections\":0,\"kept\":0,\"escalated\":2", read.Output, StringComparison.Ordinal);
        Assert.Contains("--endpoint", read.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal((2, ""), (forgotten.Code, forgotten.Output));
        Assert.Contains("is in use by", forgotten.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.NotEmpty(Restarted().Rows);
    }

    [Fact]
    public async Task A_directory_without_anything_learned_says_what_to_name()
    {
        var (code, _, errors) = await Command.RunAsync(null, "route", "learned", "--data", _directory["nothing"]);

        Assert.Equal(2, code);
        Assert.Contains("--endpoint", errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private LearnedShifts Restarted()
    {
        var learned = new LearnedShifts();
        using var file = new LearnedFile(learned, _directory.Root, TimeProvider.System, NullLogger<LearnedFile>.Instance);
        return learned;
    }
}
