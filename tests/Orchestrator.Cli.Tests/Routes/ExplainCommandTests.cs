using Orchestrator.Hosting.Learning;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Cli.Tests.Routes;

/// <summary><c>route explain</c> decides with what a process's files tell, and says what it leaves out.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private const string Prompt = "Prove that the square root of two is irrational.";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Without_a_data_directory_it_says_that_what_was_learned_is_left_out()
    {
        var (code, output, _) = await Command.RunAsync(null, "route", "explain", Prompt);

        Assert.Equal(0, code);
        Assert.Contains("--data", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_one_what_was_learned_for_the_tenant_is_in_the_reasons_and_the_rest_is_named()
    {
        // Whatever group the prompt is of.
        LearnedFile.Write(Path.Combine(_directory.Root, LearnedFile.Name), [.. Enumerable.Range(-1, 40).Select(g => new LearnedRow("default", "any", g, -3, 3))]);

        var own = await Command.RunAsync(null, "route", "explain", Prompt, "--data", _directory.Root);
        var others = await Command.RunAsync(null, "route", "explain", Prompt, "--data", _directory.Root, "--tenant", "other");

        Assert.Contains("feedback moves that by -0.10 (3 judgements)", own.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("feedback moves", others.Output, StringComparison.Ordinal);
        Assert.Contains("Loads of replicas", own.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}
