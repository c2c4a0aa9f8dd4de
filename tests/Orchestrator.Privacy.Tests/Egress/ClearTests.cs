namespace Orchestrator.Privacy.Tests;

public sealed class ClearTests
{
    [Fact]
    public void A_card_reaches_no_cloud_and_the_ledger_counts_it()
    {
        var cleared = Egress.Gate().Clear(Egress.Ask(Message.User($"they wrote {Egress.Card} down twice")), Egress.CloudThroughCluster);

        Assert.Equal("they wrote [CREDIT_CARD] down twice", cleared.Content.Messages[0].Text);
        Assert.DoesNotContain("1111", cleared.Text(), StringComparison.Ordinal);
        Assert.Equal(new TypeCount(FindingTypes.CreditCard, 1), Assert.Single(cleared.Entry.Withheld));
        Assert.Equal(Label.Public, cleared.Entry.SentLabel);
        Assert.Equal(Verdict.Redact, cleared.Entry.Verdict);
    }

    [Fact]
    public void A_card_reaches_the_gateway_sealed_across_the_cluster()
    {
        var cleared = Egress.Gate().Clear(Egress.Ask(Message.User($"they wrote {Egress.Card}")), Egress.SealedGateway);

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

    [Fact]
    public void Of_a_call_in_a_withheld_answer_only_the_name_of_a_declared_tool_goes()
    {
        var request = Egress.Ask(
            Message.User($"my card {Egress.Card}"),
            new Message { Role = Role.Assistant, ToolCalls = [new("c1", "pay", "{}"), new("c2", "it_starts_with_four_ones", "{}")] },
            new Message { Role = Role.Tool, Text = "done", ToolCallId = "c1" },
            Message.User("and now?")) with
        { Tools = [new("pay", "Pays.", "{}")] };

        var cleared = Egress.Gate().Clear(request, Egress.Cloud, null, Egress.CardLabel, null, null);

        Assert.Equal(["pay", "withheld"], cleared.Content.Messages[1].ToolCalls.Select(static c => c.Name));
        Assert.DoesNotContain("four_ones", cleared.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_strings_and_numbers_of_arguments_are_rewritten_and_stay_json()
    {
        var arguments = $$"""{"card":4111111111111111,"big":4.111111111111111e15,"amount":12.50,"{{Egress.Card}}":["x","{{Egress.Card}}"],"ssn":78051121,"tax":"078051121"}""";
        var request = Egress.Ask(new Message { Role = Role.Assistant, ToolCalls = [new("c1", "pay", arguments)] });

        var sent = Egress.Gate().Clear(request, Egress.Cloud, Label.Public).Content.Messages[0].ToolCalls[0].Arguments;

        Assert.Equal(
            """{"card":"[CREDIT_CARD]","big":"[CREDIT_CARD]","amount":12.50,"[CREDIT_CARD]":["x","[CREDIT_CARD]"],"ssn":78051121,"tax":"078051121"}""",
            sent);
    }

    [Fact]
    public void A_number_counts_for_what_its_key_says()
    {
        var request = Egress.Ask(new Message { Role = Role.Assistant, ToolCalls = [new("c1", "look", """{"ssn":"078051121","note":"fine"}""")] });

        Assert.Equal("""{"ssn":"[US_SSN]","note":"fine"}""", Egress.Gate().Clear(request, Egress.Cloud, Label.Public).Content.Messages[0].ToolCalls[0].Arguments);
    }

    [Theory]
    [InlineData("password", "swordfish")]
    [InlineData("apiKey", "c0ffee8d2b1a4f6e9d7c3b5a")]
    public void A_string_counts_for_what_its_key_says(string key, string value)
    {
        var request = Egress.Ask(
            Message.User($"is {value} all right?"),
            new Message { Role = Role.Assistant, ToolCalls = [new("c1", "login", $"{{\"{key}\":\"{value}\"}}")] });

        var sent = Egress.Gate().Clear(request, Egress.Cloud, null, Label.Public).Content;

        Assert.Equal($"{{\"{key}\":\"[SECRET]\"}}", sent.Messages[1].ToolCalls[0].Arguments);
        Assert.Equal("is [SECRET] all right?", sent.Messages[0].Text);
    }

    [Fact]
    public void Arguments_cut_off_in_the_middle_are_rewritten_as_text()
    {
        var request = Egress.Ask(new Message { Role = Role.Assistant, ToolCalls = [new("c1", "pay", "{\"card\":\"\\u0034111111111111111")] });

        Assert.Equal("{\"card\":\"[CREDIT_CARD]", Egress.Gate().Clear(request, Egress.Cloud, Label.Public).Content.Messages[0].ToolCalls[0].Arguments);
    }

    [Fact]
    public void Tools_schemas_and_stop_strings_are_rewritten_too()
    {
        var request = Egress.Ask(Message.User("hi")) with
        {
            Tools = [new("pay", $"pays from {Egress.Card}", $$"""{"default":"{{Egress.Card}}"}""")],
            Options = new() { Stop = [Egress.Card], ResponseFormat = new("json_schema", "s", $$"""{"const":4111111111111111}""") },
        };

        var cleared = Egress.Gate().Clear(request, Egress.Cloud);

        Assert.DoesNotContain("411111", string.Concat(cleared.Text().Where(char.IsAsciiDigit)), StringComparison.Ordinal);
        Assert.Equal(4, Assert.Single(cleared.Entry.Withheld).Count);
    }

    [Fact]
    public void Only_what_a_zone_may_not_read_is_cut()
    {
        var request = Egress.Ask(Message.User($"card {Egress.Card}, password: Tr0ub4dor&3"));

        var cleared = Egress.Gate().Clear(request, Egress.SealedGateway);

        Assert.Equal($"card {Egress.Card}, password: [SECRET]", cleared.Content.Messages[0].Text);
        Assert.Equal(FindingTypes.CreditCard, Assert.Single(cleared.Entry.Disclosed).Type);
        Assert.Equal(FindingTypes.Secret, Assert.Single(cleared.Entry.Withheld).Type);
        Assert.Equal(Egress.CardLabel, cleared.Entry.SentLabel);
    }

    [Fact]
    public void A_withheld_call_keeps_its_place_and_loses_arguments_id_and_result()
    {
        var request = Egress.Ask(
            new Message { Role = Role.Assistant, ToolCalls = [new("id-with-4111", "pay", """{"last":"1111"}""")] },
            new Message { Role = Role.Tool, Text = "paid from 1111", ToolCallId = "id-with-4111" },
            Message.User("thanks")) with
        { Tools = [new("pay", "Pays.", "{}")] };

        var sent = Egress.Gate().Clear(request, Egress.Cloud, Egress.CardLabel, null, null).Content.Messages;

        Assert.Equal(new ToolCall("withheld_0_0", "pay", "{}"), Assert.Single(sent[0].ToolCalls));
        Assert.Equal(("withheld_0_0", "[result withheld]"), (sent[1].ToolCallId, sent[1].Text));
    }

    [Fact]
    public void Six_digits_of_a_withheld_card_are_cut_wherever_they_stand() =>
        Assert.Equal(
            "[CREDIT_CARD] is my card, it begins with [CREDIT_CARD] and ends with 1111",
            Egress.Gate().Clear(
                Egress.Ask(Message.User($"{Egress.Card} is my card, it begins with 411111 and ends with 1111")), Egress.Cloud).Content.Messages[0].Text);

    [Fact]
    public void What_stays_in_its_zone_is_unchanged_and_said_to_stay()
    {
        var request = Egress.Ask(Message.User($"card {Egress.Card}"));

        var cleared = Egress.Gate().Clear(request, Egress.Device);

        Assert.Same(request, cleared.Content);
        Assert.True(cleared.Entry.StayedInZone);
        Assert.Empty(cleared.Entry.Disclosed);
    }

    [Fact]
    public void The_ledger_s_digest_is_keyed()
    {
        var cleared = Egress.Gate().Clear(Egress.Ask(Message.User("hello")), Egress.Cloud);

        Assert.Equal(new LedgerKey(new byte[LedgerKey.Size]).Digest(cleared.Buffer.Span), cleared.Entry.Digest);
        Assert.NotEqual(LedgerKey.Create().Digest(cleared.Buffer.Span), cleared.Entry.Digest);
        Assert.Equal(cleared.Buffer.Length, cleared.Entry.Bytes);
    }
}
