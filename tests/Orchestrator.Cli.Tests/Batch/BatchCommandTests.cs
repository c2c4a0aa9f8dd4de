using System.Text.Json;

namespace Orchestrator.Cli.Tests.Batch;

/// <summary>The batch commands as processes: what is on standard output is JSON Lines and nothing else.</summary>
public sealed class BatchCommandTests
{
    private const string Prompts = """
        {"id":"a","prompt":"turn off the lights in the kitchen"}
        {"id":"b","prompt":"my card 4111 1111 1111 1111 was charged twice, what now?"}
        {"id":"c","prompt":"Prove that there are infinitely many primes, then generalise the argument"}
        {"id":"d"}
        """;

    [Fact]
    public async Task Privacy_scan_gives_findings_and_label()
    {
        var (code, lines, _) = await RunAsync("""
            {"id":"a","text":"card 4111 1111 1111 1111"}
            {"id":"b","text":"nothing"}
            """, "privacy", "scan", "--jsonl");
        Assert.Equal(0, code);
        var finding = Assert.Single(lines[0].GetProperty("findings").EnumerateArray());
        Assert.Equal(("CREDIT_CARD", 5, 24), (finding.GetProperty("type").GetString(), finding.GetProperty("start").GetInt32(), finding.GetProperty("end").GetInt32()));
        Assert.InRange(finding.GetProperty("score").GetDouble(), 0.5, 1);
        Assert.Equal("""{"level":"restricted","categories":["CREDIT_CARD"]}""", lines[0].GetProperty("label").GetRawText());
        Assert.Equal("""{"level":"public","categories":[]}""", lines[1].GetProperty("label").GetRawText());
    }

    [Fact]
    public async Task Route_explain_gives_tier_complexity_label_and_reasons()
    {
        var (code, lines, _) = await RunAsync(Prompts, "route", "explain", "--jsonl");
        Assert.Equal(1, code);
        Assert.Equal(["nano", "mini", "cloud"], lines[..3].Select(l => l.GetProperty("tier").GetString()));
        Assert.All(lines[..3], l => Assert.NotEqual(0, l.GetProperty("reasons").GetArrayLength()));
        Assert.True(lines[2].GetProperty("complexity").GetDouble() > lines[0].GetProperty("complexity").GetDouble());
        Assert.Equal("restricted", lines[1].GetProperty("label").GetProperty("level").GetString());
        Assert.Equal("d", lines[3].GetProperty("id").GetString());
        Assert.True(lines[3].TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Models_run_gives_what_was_understood_and_nothing_for_what_is_not_its_own()
    {
        var (code, lines, _) = await RunAsync(Prompts, "models", "run", "nano-commands", "--jsonl");
        Assert.Equal(1, code);
        Assert.Equal("kitchen", Assert.Single(lines[0].GetProperty("calls").EnumerateArray()).GetProperty("arguments").EnumerateObject().First(a => a.Value.GetString() == "kitchen").Value.GetString());
        Assert.Equal(0, lines[2].GetProperty("calls").GetArrayLength());
        foreach (var line in lines[..3])
        {
            Assert.Equal(["id", "text", "calls", "finish_reason", "tokens", "confidence", "ms"], line.EnumerateObject().Select(p => p.Name));
            Assert.InRange(line.GetProperty("confidence").GetDouble(), 0, 1);
        }
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_told_on_standard_error()
    {
        var (code, lines, errors) = await RunAsync(Prompts, "models", "run", "no-such-model", "--jsonl");
        Assert.Equal(2, code);
        Assert.Empty(lines);
        Assert.Contains("nano-commands", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, List<JsonElement> Lines, string Errors)> RunAsync(string input, params string[] arguments)
    {
        var (code, output, errors) = await Command.RunAsync(input, arguments);
        return (code, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)], errors);
    }
}
