namespace Orchestrator.Privacy.Tests;

public sealed class ClearTests
{
    [Fact]
    public void A_card_reaches_no_cloud_and_the_ledger_counts_it()
    {
        var cleared = Egress.Gate().Clear(Egress.Ask(Message.User($"my card {Egress.Card} was charged twice")), Egress.CloudThroughCluster);

        Assert.Equal("my card [CREDIT_CARD] was charged twice", cleared.Content.Messages[0].Text);
        Assert.DoesNotContain("1111", cleared.Text(), StringComparison.Ordinal);
        Assert.Equal(new TypeCount(FindingTypes.CreditCard, 1), Assert.Single(cleared.Entry.Withheld));
        Assert.Equal(Label.Public, cleared.Entry.SentLabel);
        Assert.Equal(Verdict.Redact, cleared.Entry.Verdict);
    }

    [Fact]
    public void A_card_reaches_the_gateway_sealed_across_the_cluster()
    {
        var cleared = Egress.Gate().Clear(Egress.Ask(Message.User($"my card {Egress.Card}")), Egress.SealedGateway);

        Assert.Contains(Egress.Card, cleared.Content.Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal(new TypeCount(FindingTypes.CreditCard, 1), Assert.Single(cleared.Entry.Disclosed));
    }

    [Fact]
    public void An_answer_of_a_model_that_saw_a_card_is_withheld_whole_from_the_cloud()
    {
        var request = Egress.Ask(
            Message.User($"my card {Egress.Card}"), Message.Assistant("It starts with four ones."), Message.User("and now?"));

        var cleared = Egress.Gate().Clear(request, Egress.Cloud, null, Egress.CardLabel, null);

        Assert.Equal("[answer withheld]", cleared.Content.Messages[1].Text);
        Assert.Equal(1, cleared.Entry.WithheldAnswers);
    }
}
