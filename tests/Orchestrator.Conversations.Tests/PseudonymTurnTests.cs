using System.Text.RegularExpressions;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Privacy;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>The provider sees stand-ins, the person sees what was meant, over turns, attempts and restarts.</summary>
public sealed partial class PseudonymTurnTests
{
    private const string Mail = "ana.maria@example.org";
    private const string Card = "4242 4242 4242 4242";

    [Fact]
    public async Task The_provider_sees_a_pseudonym_and_the_caller_its_value()
    {
        var cloud = Letters();
        await using var host = Start(cloud);

        var transcript = await host.Conversations.SendTurnAsync(Ann, Ask($"write to {Mail} about {Card}"), default).ReadAllAsync();

        Assert.Equal($"write to {Mail} about {Card}", transcript.Text);
        Assert.Equal(transcript.Text, transcript.End.Output!.Text);
        Assert.Matches($"write to {Name("Email")} about {Name("Card")}$", cloud.Sent.Single());
        Assert.Equal(2, transcript.End.Route.Ledger.Single().Pseudonymized.Length);
        Assert.Equal(Verdict.Pseudonymize, transcript.End.Route.Ledger.Single().Verdict);
    }

    [Fact]
    public async Task Later_turns_and_other_hosts_show_the_same_pseudonyms_and_other_conversations_other_ones()
    {
        var cloud = Letters();
        await using var host = Start(cloud);
        var first = await host.Conversations.SendAsync(Ask($"write to {Mail}"));
        await host.RestartAsync();

        var second = await host.Conversations.SendAsync(Ask("and again", conversation: first.Conversation));
        await host.Conversations.SendAsync(Ask($"write to {Mail}"));

        var sent = cloud.Sent.Select(s => Any().Matches(s).Select(m => m.Value).ToArray()).ToArray();
        Assert.Equal("and again", second.Output!.Text);
        var name = Assert.Single(sent[0]);
        Assert.Equal([name, name], sent[1]);
        Assert.NotEqual(name, Assert.Single(sent[2]));
    }

    [Fact]
    public async Task A_value_that_only_its_first_context_gave_away_stays_hidden_when_the_answer_repeats_it()
    {
        var cloud = Letters();
        await using var host = Start(cloud);
        var first = await host.Conversations.SendAsync(Ask("what is this?") with
        {
            Input = [Message.User("the password is \"swordfish\", say it")],
            Tools = [],
        });

        await host.Conversations.SendAsync(Ask("is that good?", conversation: first.Conversation));

        Assert.Contains("swordfish", first.Output!.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", string.Concat(cloud.Sent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_cut_off_by_a_crash_is_restored_when_it_is_sent_again()
    {
        var answer = new GatedTarget("cloud");
        var target = new ScriptedTarget("cloud", (request, token) => answer.Connector.Answer(request, token));
        await using var host = Start(target);
        var cut = host.Conversations.SendTurnAsync(Ann, Ask($"write to {Mail}", "t1"), default).GetAsyncEnumerator();
        Assert.True(await cut.MoveNextAsync());
        await answer.Started;
        answer.Say($"I write to {Any().Match(target.Sent.Single()).Value[..9]}");
        while (await cut.MoveNextAsync() && cut.Current is not TurnText)
        {
        }

        await cut.DisposeAsync();
        await host.RestartAsync();
        answer = new GatedTarget("cloud");
        var again = host.Conversations.SendTurnAsync(Ann, Ask($"write to {Mail}", "t1"), default).ReadAllAsync();
        await answer.Started;
        foreach (var c in $"I write to {Any().Match(target.Sent.Last()).Value}.")
            answer.Say(c.ToString());
        answer.End();

        var transcript = await again;
        Assert.Equal($"I write to {Mail}.", transcript.Text);
        Assert.Equal(2, transcript.End.Route.Attempt);
        Assert.Equal(Any().Match(target.Sent.First()).Value, Any().Match(target.Sent.Last()).Value);
    }

    [Fact]
    public async Task Tool_calls_reach_the_caller_with_values_and_the_provider_without_them()
    {
        var cloud = new ScriptedTarget("cloud", static (request, _) => Call(request));
        await using var host = Start(cloud);

        var first = await host.Conversations.SendAsync(Ask($"write to {Mail}"));
        var call = Assert.Single(first.Output!.ToolCalls);
        await host.Conversations.SendAsync(new()
        {
            Conversation = first.Conversation,
            Input = [new Message { Role = Role.Tool, Text = $"sent to {Mail}", ToolCallId = call.Id }],
        });

        Assert.Equal($$"""{"to":["{{Mail}}"]}""", call.Arguments);
        Assert.All(cloud.Sent, s => Assert.DoesNotContain("example.org", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_target_after_a_failure_gets_pseudonyms_of_its_own()
    {
        var failing = ScriptedTarget.Failing("a");
        var other = Letters();
        other.Target = other.Target with { Zone = Zone.Cloud("other"), Id = "b" };
        await using var host = Start(failing, other);

        var turn = await host.Conversations.SendAsync(Ask($"write to {Mail}"));

        Assert.Equal($"write to {Mail}", turn.Output!.Text);
        Assert.NotEqual(Any().Match(failing.Sent.Single()).Value, Any().Match(other.Sent.Single()).Value);
    }

    private static PlainHost Start(params ScriptedTarget[] targets) => new(
        targets,
        new EgressGate(
            new TextAnalyzer(),
            PrivacyPolicy.Parse("version: 1\nname: p\nrules: [{name: a, zones: [cloud], verdict: allow}, {name: b, zones: [cloud], level: confidential, verdict: pseudonymize}]"),
            new LedgerKey(new byte[LedgerKey.Size]),
            TimeProvider.System));

    /// <summary>Says again what it was shown last, letter by letter.</summary>
    private static ScriptedTarget Letters() => new("cloud", static (request, token) =>
        ScriptedTarget.Saying("x", [.. request.Messages[^1].Text.Select(c => c.ToString())]).Answer(request, token));

    private static async IAsyncEnumerable<ModelUpdate> Call(ModelRequest request)
    {
        await Task.Yield();
        if (request.Messages[^1].Role == Role.User)
            yield return new ModelToolCall(new("c1", "mail", $$"""{"to":["{{Any().Match(request.Messages[^1].Text).Value}}"]}"""));
        else
            yield return new ModelText("done");
        yield return new ModelEnded { Usage = new(1, 1) };
    }

    private static string Name(string word) => $"{word}-([bcdfghjklmnprstvwxyz][aeiou]){{6}}";

    [GeneratedRegex("[A-Z][a-z]+-([bcdfghjklmnprstvwxyz][aeiou]){6}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Any();
}
