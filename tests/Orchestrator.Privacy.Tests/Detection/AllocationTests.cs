namespace Orchestrator.Privacy.Tests;

public sealed class AllocationTests
{
    private const string Clean = "Could you explain how a binary search tree keeps its height small when values are inserted in rising order? "
        + "Please give a short example in a few steps, and say what one lookup costs.";

    [Fact]
    public void A_text_in_which_nothing_is_found_takes_no_new_buffers()
    {
        const int Times = 200;
        var analyzer = new TextAnalyzer();
        for (var i = 0; i < Times; i++)
            Assert.Empty(analyzer.Analyze(Clean).Findings);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
            analyzer.Analyze(Clean);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Times;

        // Optimised code allocates nothing; unoptimised code boxes an enumerator here and there.
        Assert.True(each < 512, $"{each} bytes were allocated a call.");
    }

    [Fact]
    public void The_buffers_of_one_text_tell_nothing_to_the_next()
    {
        var analyzer = new TextAnalyzer();
        analyzer.Analyze("call +1 212-555-0123 about card 4111111111111111");

        Assert.Empty(analyzer.Analyze(Clean).Findings);
        Assert.Equal("EMAIL_ADDRESS", Assert.Single(analyzer.Analyze("to ana@example.org").Findings).Type);
    }
}
