using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Difficulty;

public sealed class ProbeWorthTests
{
    private static readonly DifficultyEstimator s_estimator = DifficultyEstimator.Load(DifficultyEstimatorTests.Folder);

    [Theory]
    [InlineData("turn on the kitchen light", true, true)]
    [InlineData("set the heating to 21 degrees", true, true)]
    [InlineData("what is the capital of france", false, true)]
    [InlineData("Prove by induction that every natural number has a unique prime factorisation, and explain each step in detail.", false, false)]
    public void A_narrow_model_is_asked_unless_the_text_is_surely_of_another_kind(string prompt, bool nano, bool mini)
    {
        var estimate = s_estimator.Estimate(prompt);

        Assert.True(ProbeWorth.IsWorthAsking(estimate, Tier.Nano) || !nano);
        Assert.Equal(mini, ProbeWorth.IsWorthAsking(estimate, Tier.Mini));
    }

    [Fact]
    public void The_mini_model_is_asked_about_what_the_nano_model_may_take()
    {
        var command = new DifficultyEstimate(Nano: 0.9999, Mini: 0.00005, Cloud: 0.00005, Complexity: 0);

        Assert.True(ProbeWorth.IsWorthAsking(command, Tier.Mini));
    }
}
