namespace Orchestrator.Privacy.Tests;

public sealed class TopicClearTests
{
    private const string Health = "The rota is done. Tell ana@example.org that her biopsy came back positive. See you at noon.";

    private static readonly PrivacyPolicy NoHealth = PrivacyPolicy.Parse("""
        version: 1
        name: no-health
        rules:
          - {name: cloud, zones: [cloud], verdict: allow}
          - {name: health, zones: [cloud], categories: [TOPIC_HEALTH], verdict: redact}
        """);

    private static readonly PrivacyPolicy OnlyPseudonyms = PrivacyPolicy.Parse("""
        version: 1
        name: only-pseudonyms
        rules:
          - {name: cloud, zones: [cloud], verdict: pseudonymize}
        """);

    [Fact]
    public void A_sentence_about_a_topic_that_the_zone_may_not_read_is_cut_and_the_others_stay()
    {
        var cleared = Egress.Gate(NoHealth).Clear(Egress.Ask(Message.User(Health)), Egress.Cloud, (Label?)null);

        Assert.Contains("The rota is done. [TOPIC_HEALTH] See you at noon.", cleared.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain(cleared.Entry.Disclosed, type => type.Type == FindingTypes.Health);
    }

    [Fact]
    public void A_value_out_of_a_cut_sentence_is_noted_by_itself_and_cut_where_it_is_repeated()
    {
        var policy = PrivacyPolicy.Parse("""
            version: 1
            name: no-health
            rules:
              - {name: cloud, zones: [cloud], verdict: allow}
              - {name: health, zones: [cloud], categories: [TOPIC_HEALTH, CREDIT_CARD], verdict: redact}
            """);
        var request = Egress.Ask(Message.User($"The insulin was paid with {Egress.Card}."), Message.User("It ends in 111111, you see."));

        Assert.DoesNotContain("111111", Egress.Gate(policy).Clear(request, Egress.Cloud, null, null).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_only_pseudonyms_are_asked_for_what_is_about_a_topic_is_read_without_its_values()
    {
        var text = Egress.Gate(OnlyPseudonyms).Clear(Egress.Ask(Message.User(Health)), Egress.Cloud, (Label?)null).Text();

        Assert.Contains("her biopsy came back positive", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ana@example.org", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_whose_model_saw_nothing_sensitive_is_not_locked_away_where_only_pseudonyms_are_asked_for()
    {
        var request = Egress.Ask(Message.User("How are you?"), Message.Assistant("Very well indeed."), Message.User("Good."));

        Assert.Contains("Very well indeed.", Egress.Gate(OnlyPseudonyms).Clear(request, Egress.Cloud, null, Label.Public, null).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_whose_model_saw_a_sentence_that_is_cut_is_withheld_whole()
    {
        var request = Egress.Ask(Message.User(Health), Message.Assistant("She should see someone soon."), Message.User("Thanks."));

        var text = Egress.Gate(NoHealth).Clear(request, Egress.Cloud, null, FindingTypes.LabelOf(FindingTypes.Health), null).Text();

        Assert.DoesNotContain("see someone soon", text, StringComparison.Ordinal);
        Assert.Contains("Thanks.", text, StringComparison.Ordinal);
    }
}
