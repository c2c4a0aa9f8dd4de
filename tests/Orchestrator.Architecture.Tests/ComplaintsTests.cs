using System.Text.RegularExpressions;

namespace Orchestrator.Architecture.Tests;

/// <summary>The page that says which test would have caught which complaint names tests that there are.</summary>
public sealed partial class ComplaintsTests
{
    [Fact]
    public void Every_test_that_the_page_names_is_there()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "complaints.md"));
        var named = Named().Matches(page).Select(static m => (Class: m.Groups[1].Value, Test: m.Groups[2].Value)).Distinct().ToArray();
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(static f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToArray();

        Assert.True(named.Length > 50, $"only {named.Length} tests are named");
        Assert.Empty(named.Where(n => !sources.Any(s => Regex.IsMatch(s, $@"\bclass {n.Class}\b") && Regex.IsMatch(s, $@"\b{n.Test}\("))).Select(static n => $"{n.Class}.{n.Test}"));
    }

    [Fact]
    public void Each_of_the_fifteen_complaints_and_each_fault_has_a_test()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "complaints.md")).Where(static l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| what", StringComparison.Ordinal)).ToArray();

        Assert.All(Enumerable.Range(1, 15), n => Assert.Contains(rows, r => r.StartsWith($"| {n}. ", StringComparison.Ordinal)));
        Assert.All(rows, static r => Assert.Matches(Named(), r));
    }

    [GeneratedRegex(@"`(\w+)\.(\w+)`")]
    private static partial Regex Named();
}
