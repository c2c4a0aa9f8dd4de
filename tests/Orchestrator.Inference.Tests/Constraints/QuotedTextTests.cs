using System.Text.Json;
using Orchestrator.Inference.Constraints;

namespace Orchestrator.Inference.Tests.Constraints;

public sealed class QuotedTextTests
{
    private static readonly (string, JsonElement)[] s_tools =
    [
        ("play", JsonDocument.Parse("""{"type":"object","properties":{"artist":{"type":"string"},"title":{"type":"string"},"kind":{"type":"string"},"loud":{"type":"integer"}},"required":["artist","kind"]}""").RootElement),
    ];

    [Theory]
    [InlineData("play the \"Long \\ Way\" by Björk at 10pm")]
    [InlineData("one")]
    [InlineData("na na na na na")]
    [InlineData("😀 smile, it's 5:30")]
    public void Whatever_a_model_wants_to_write_an_argument_is_words_of_the_message_or_known(string message)
    {
        var grammar = Quoting(message, "light");
        var quoted = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            if (HostileVocabulary.Draw(grammar, seed, most: 300) is not { } text)
                continue;
            using var call = JsonDocument.Parse(text);
            foreach (var value in call.RootElement.GetProperty("arguments").EnumerateObject().Where(p => p.Name != "loud").Select(p => p.Value.GetString()!))
            {
                Assert.True(value == "light" || message.Contains(value, StringComparison.Ordinal), $"seed {seed}: {value}");
                quoted += value == "light" ? 0 : 1;
            }
        }

        Assert.InRange(quoted, 1, int.MaxValue);
    }

    [Theory]
    [InlineData("play hello by adele", "hello", "adele", true)]
    [InlineData("play hello by adele", "hello", "hello", false)]
    [InlineData("play hello by adele", "hello by", "by adele", false)]
    [InlineData("play hello by adele", "hello by adele", "by", false)]
    [InlineData("play hello by hello", "hello", "hello", true)]
    [InlineData("play hello by adele", "hello", "light", true)]
    [InlineData("the light is light", "light", "light", true)]
    [InlineData("play hello by adele", "hell", "adele", false)]
    [InlineData("play hello by adele", "hello  by", "adele", false)]
    [InlineData("play 21 by adele, please", "21", "adele,", true)]
    public void A_word_of_the_message_is_quoted_whole_and_by_one_argument_alone(string message, string artist, string kind, bool may)
    {
        var constraint = new GrammarConstraint(Quoting(message, "light"), HostileVocabulary.BytesOf);

        Assert.Equal(may, Writes(constraint, $$$"""{"name": "play", "arguments": {"artist": "{{{artist}}}", "kind": "{{{kind}}}"}}"""));
    }

    [Fact]
    public void The_next_call_may_quote_what_the_last_one_did()
    {
        var grammar = Quoting("hello", "light");
        const string Call = """{"name": "play", "arguments": {"artist": "hello", "kind": "light"}}""";

        Assert.True(Writes(new GrammarConstraint(grammar, HostileVocabulary.BytesOf), Call));
        Assert.True(Writes(new GrammarConstraint(grammar, HostileVocabulary.BytesOf), Call));
    }

    [Theory]
    [InlineData("play hello by adele", 10, "hello", true)]
    [InlineData("play hello by adele", 10, "adele", false)]
    [InlineData("hello 😀", 7, "hello", true)]
    [InlineData("hello 😀", 7, "😀", false)]
    public void Only_so_much_of_a_message_is_quoted_as_the_model_reads(string message, int most, string artist, bool may)
    {
        var constraint = new GrammarConstraint(Quoting(message, "light", most), HostileVocabulary.BytesOf);

        Assert.Equal(may, Writes(constraint, $$$"""{"name": "play", "arguments": {"artist": "{{{artist}}}", "kind": "light"}}"""));
    }

    [Fact]
    public void Where_nothing_is_left_to_quote_an_argument_is_empty_and_the_call_still_whole()
    {
        var quoted = new QuotedText("adele", [], 600);
        var constraint = new GrammarConstraint(new(JsonGrammar.OfCalls(s_tools, "", "", "arguments", quoted: quoted), HostileVocabulary.Trie, quoted), HostileVocabulary.BytesOf);

        Assert.True(Writes(constraint, """{"name": "play", "arguments": {"artist": "adele", "kind": ""}}"""));
        Assert.True(constraint.Finished);
    }

    // One byte is one token of this vocabulary.
    private static bool Writes(GrammarConstraint constraint, string text) =>
        System.Text.Encoding.UTF8.GetBytes(text).All(b => constraint.Try([b]));

    private static CompiledGrammar Quoting(string message, string known, int most = 600)
    {
        var quoted = new QuotedText(message, [known], most);
        return new(JsonGrammar.OfCalls(s_tools, "", "", "arguments", quoted: quoted), HostileVocabulary.Trie, quoted);
    }
}
