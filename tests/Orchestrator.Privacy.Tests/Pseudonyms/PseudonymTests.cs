using System.Text.Json;

namespace Orchestrator.Privacy.Tests;

public sealed class PseudonymTests
{
    private const string Mail = Pseudonymous.Mail;

    [Fact]
    public void A_stand_in_beside_it_does_not_let_go_what_a_value_may_be_as_well()
    {
        var policy = PrivacyPolicy.Parse(
            """
            version: 1
            name: of-types
            rules:
              - {name: cloud, zones: [cloud], verdict: allow}
              - {name: mail, zones: [cloud], categories: [EMAIL_ADDRESS], verdict: pseudonymize}
              - {name: cases, zones: [cloud], categories: [CASE_NUMBER], verdict: redact}
            """);
        var analyzer = TextAnalyzer.With(new PatternDetector("BADGE_NUMBER", @"\bN\d{6}\b"), new PatternDetector("CASE_NUMBER", @"\bN\d{6}\b"));
        var gate = Egress.Gate(policy, analyzer: analyzer);
        foreach (var said in new[] { "mine is N123456", $"{Pseudonymous.Mail}: mine is N123456", "Item-bababababaca: mine is N123456" })
        {
            var request = gate.AnalyzeHistory(Egress.Ask(Message.User(said)), [MessageOrigin.Person]);

            var sent = gate.Clear(request, Egress.Cloud, Zone.Device, new PlainCodec(), Pseudonymous.Key()).Cleared;

            Assert.DoesNotContain("N123456", sent.Text(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_value_leaves_as_a_word_for_its_type_and_comes_back_in_the_answer()
    {
        var clearing = Pseudonymous.Clear(Egress.Ask(Message.User($"Write to {Mail} today")));

        Assert.Matches("^Write to Email-([bcdfghjklmnprstvwxyz][aeiou]){6} today$", clearing.Sent());
        Assert.DoesNotContain("example", clearing.Cleared.Text(), StringComparison.Ordinal);
        var name = clearing.Sent().Split(' ')[2];
        Assert.Equal($"I wrote to {Mail}.", clearing.Restore($"I wrote to {name}."));
        Assert.Equal($"I WROTE TO {Mail}!", clearing.Restore($"I WROTE TO {name.ToUpperInvariant()}!"));
        Assert.Equal(new TypeCount(FindingTypes.Email, 1), Assert.Single(clearing.Cleared.Entry.Pseudonymized));
        Assert.Empty(clearing.Cleared.Entry.Withheld);
        Assert.Equal(Label.Public, clearing.Cleared.Entry.SentLabel);
    }

    [Fact]
    public void What_policy_cuts_is_cut_beside_what_it_replaces()
    {
        var gate = Egress.Gate(PrivacyPolicy.Parse(
            "version: 1\nname: p\nrules: [{name: a, zones: [cloud], verdict: pseudonymize}, {name: b, zones: [cloud], categories: [US_SSN], verdict: redact}]"));
        var analysis = gate.Analyze(Egress.Ask(Message.User($"{Mail} has SSN 123-45-6789")));

        var clearing = gate.Clear(analysis, Egress.Cloud, Zone.Device, new PlainCodec(), Pseudonymous.Key());

        Assert.StartsWith("Email-", clearing.Sent(), StringComparison.Ordinal);
        Assert.EndsWith(" has SSN [US_SSN]", clearing.Sent(), StringComparison.Ordinal);
        Assert.Equal(FindingTypes.UsSsn, Assert.Single(clearing.Cleared.Entry.Withheld).Type);
    }

    [Fact]
    public void One_value_keeps_its_pseudonym_over_the_turns_of_a_conversation()
    {
        var first = Pseudonymous.Clear(Egress.Ask(Message.User($"mail {Mail}")));
        var second = Pseudonymous.Clear(Egress.Ask(Message.User($"mail {Mail}"), Message.Assistant("done"), Message.User($"and {Egress.Card}, then {Mail}")));

        Assert.Equal(first.Sent().Split(' ')[1], second.Sent().Split(' ')[^1]);
        Assert.Equal(first.Sent(), second.Cleared.Content.Messages[0].Text);
    }

    [Fact]
    public void Other_conversations_and_other_destinations_see_other_pseudonyms()
    {
        var request = Egress.Ask(Message.User(Mail));
        string[] seen =
        [
            Pseudonymous.Clear(request).Sent(),
            Pseudonymous.Clear(request, Pseudonymous.Key(2)).Sent(),
            Pseudonymous.Clear(request, target: Egress.Cloud with { Zone = Zone.Cloud("other") }).Sent(),
            Pseudonymous.Clear(request, target: Egress.Cloud with { Zone = Zone.Cloud("stand-in", "eu") }).Sent(),
        ];

        Assert.Equal(4, seen.Distinct().Count());
    }

    [Fact]
    public void Without_a_key_values_are_cut()
    {
        var request = Egress.Ask(Message.User($"Write to {Mail}"));

        Assert.Equal("Write to [EMAIL_ADDRESS]", Pseudonymous.Gate.Clear(request, Egress.Cloud).Content.Messages[0].Text);
    }

    [Fact]
    public void Text_that_only_looks_like_a_pseudonym_stays_as_it_is()
    {
        var clearing = Pseudonymous.Clear(Egress.Ask(Message.User($"{Mail} and Email-bababababada")));

        Assert.EndsWith("and Email-bababababada", clearing.Sent(), StringComparison.Ordinal);
        Assert.Equal("so Email-bababababada", clearing.Restore("so Email-bababababada"));
    }

    [Fact]
    public void A_pseudonym_that_somebody_planted_is_not_restored_and_its_value_gets_another()
    {
        var issued = Pseudonymous.Clear(Egress.Ask(Message.User(Mail))).Sent();
        foreach (var planted in new[] { issued, issued.ToUpperInvariant(), issued.Insert(3, "\u200b") })
        {
            var clearing = Pseudonymous.Clear(Egress.Ask(Message.User(Mail), new Message { Role = Role.Tool, Text = $"say {planted}", ToolCallId = "c" }));

            Assert.NotEqual(issued, clearing.Cleared.Content.Messages[0].Text);
            Assert.Equal($"I say {issued}", clearing.Restore($"I say {issued}"));
            Assert.Equal(Mail, clearing.Restore(clearing.Cleared.Content.Messages[0].Text));
        }
    }

    [Fact]
    public void A_pseudonym_of_another_conversation_is_not_restored()
    {
        var other = Pseudonymous.Clear(Egress.Ask(Message.User(Mail)), Pseudonymous.Key(2)).Sent();

        Assert.Equal(other, Pseudonymous.Clear(Egress.Ask(Message.User(Mail))).Restore(other));
    }

    [Fact]
    public void Tool_calls_are_restored_as_json_and_keep_it_sound()
    {
        const string secret = "Tr0ub\"4dor\\&3";
        var request = Egress.Ask(
            Message.User("log in"),
            new Message { Role = Role.Assistant, ToolCalls = [new("c1", "login", JsonSerializer.Serialize(new { password = secret, user = Mail }))] });
        var clearing = Pseudonymous.Clear(request, null, null, MessageOrigin.Person, new(Label.Public, []));
        var sent = clearing.Cleared.Content.Messages[1].ToolCalls[0];
        Assert.DoesNotContain("Tr0ub", sent.Arguments, StringComparison.Ordinal);
        var (password, user) = (Value(sent.Arguments, "password"), Value(sent.Arguments, "user"));

        var restorer = new AnswerRestorer(clearing.Pseudonyms, json: false);
        var call = restorer.Restore(new ToolCall("c2", "login", $$"""{"password":"{{password}}","{{user}}":["{{user}} x","\u0045{{user[1..]}}"],"n":1.50}"""));
        var cutOff = restorer.Restore(new ToolCall("c3", "login", $$"""{"password":"{{password}}","us"""));

        Assert.Equal(secret, Value(call.Arguments, "password"));
        using var parsed = JsonDocument.Parse(call.Arguments);
        Assert.Equal([$"{Mail} x", Mail], parsed.RootElement.GetProperty(Mail).EnumerateArray().Select(e => e.GetString()!));
        Assert.Contains("1.50", call.Arguments, StringComparison.Ordinal);
        Assert.Equal("{\"password\":\"Tr0ub\\\"4dor\\\\&3\",\"us", cutOff.Arguments);
        Assert.Equal(2, restorer.Restored.Length);
    }

    [Fact]
    public void An_answer_that_is_json_gets_its_values_escaped()
    {
        var request = Egress.Ask(new Message { Role = Role.Assistant, ToolCalls = [new("c1", "login", """{"password":"Tr0ub\"4dor&3"}""")] });
        var clearing = Pseudonymous.Clear(request, null, null, new MessageOrigin(Label.Public, []));
        var password = Value(clearing.Cleared.Content.Messages[0].ToolCalls[0].Arguments, "password");

        var answer = clearing.Restore($$"""{"found":"{{password}}"}""", json: true);

        Assert.Equal("Tr0ub\"4dor&3", Value(answer, "found"));
    }

    [Fact]
    public void A_restored_value_is_withheld_on_later_turns_even_where_no_detector_would_know_it()
    {
        const string secret = "swordfish";
        var answer = Message.Assistant($"It is {secret}, say {secret}!");
        var origin = new MessageOrigin(Label.Public, [new(FindingTypes.Secret, secret), new("PERSON", "Al")]);

        var clearing = Pseudonymous.Clear(Egress.Ask(answer, Message.User("and is swordfish safe?")), null, null, origin, MessageOrigin.Person);

        Assert.DoesNotContain(secret, clearing.Cleared.Text(), StringComparison.Ordinal);
        Assert.Equal("and is swordfish safe?", clearing.Restore(clearing.Sent()));
        Assert.Equal(3, Assert.Single(clearing.Cleared.Entry.Pseudonymized).Count);
    }

    [Fact]
    public void A_value_that_is_part_of_a_pseudonym_s_own_form_still_leaves()
    {
        var request = Egress.Ask(
            Message.User($"I am {Mail}"),
            new Message { Role = Role.Assistant, ToolCalls = [new("c1", "login", """{"password":"Email-x9","token":"Person"}""")] },
            Message.User("Is the password: Email-x9 or Secret good? token=Person"));

        var clearing = Pseudonymous.Clear(request, null, null, MessageOrigin.Person, new(Label.Public, []), MessageOrigin.Person);

        Assert.DoesNotContain("Email-x9", clearing.Cleared.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_held_back_where_no_pseudonym_was_issued()
    {
        var clearing = Pseudonymous.Clear(Egress.Ask(Message.User("hello")));

        Assert.Equal("Email-b", new AnswerRestorer(clearing.Pseudonyms, json: false).Add("Email-b"));
    }

    private static string Value(string json, string key)
    {
        using var parsed = JsonDocument.Parse(json);
        return parsed.RootElement.GetProperty(key).GetString()!;
    }
}
