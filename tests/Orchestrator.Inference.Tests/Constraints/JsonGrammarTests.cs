using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Inference.Constraints;

namespace Orchestrator.Inference.Tests.Constraints;

public sealed class JsonGrammarTests
{
    private const string Person = """
        {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"},"height":{"type":["number","null"]},"tags":{"type":"array","items":{"enum":["a\"b","ü",3,null]},"minItems":1,"maxItems":3},
        "home":{"anyOf":[{"type":"object","properties":{"kind":{"const":"flat"},"floor":{"type":"integer"}},"required":["kind","floor"],"additionalProperties":false},{"type":"boolean"}]}},
        "required":["name","age","tags"],"additionalProperties":false}
        """;

    private const string Tree = """{"$defs":{"node":{"type":"object","properties":{"value":{"type":"number"},"children":{"type":"array","items":{"$ref":"#/$defs/node"},"maxItems":2}},"required":["value","children"],"additionalProperties":false}},"$ref":"#/$defs/node"}""";

    // 10,000 with ORCHESTRATOR_LONG_TESTS=1.
    private static int Runs { get; } = Environment.GetEnvironmentVariable("ORCHESTRATOR_LONG_TESTS") == "1" ? 10_000 : 200;

    [Theory]
    [InlineData(Person)]
    [InlineData(Tree)]
    [InlineData("""{"type":"array","items":{"type":"number"}}""")]
    [InlineData("""{"type":"object"}""")]
    [InlineData("{}")]
    public void Whatever_a_model_wants_to_write_the_answer_parses_or_was_cut_off(string schema)
    {
        var json = JsonDocument.Parse(schema).RootElement;
        var grammar = new CompiledGrammar(JsonGrammar.Of(json), HostileVocabulary.Trie);
        var whole = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            if (HostileVocabulary.Draw(grammar, seed, most: 400) is not { } text)
                continue;
            whole++;
            using var parsed = JsonDocument.Parse(text);
            Touch(parsed.RootElement);
            if (schema == Person)
                CheckPerson(parsed.RootElement);
        }

        Assert.InRange(whole, Runs / 20, Runs);
    }

    [Fact]
    public void A_call_is_always_one_of_a_declared_tool_with_arguments_that_parse()
    {
        var tools = new[] { ("turn_on", JsonDocument.Parse("""{"type":"object","properties":{"area":{"enum":["kitchen","hall"]},"level":{"type":"integer","minimum":0}},"required":["area"]}""").RootElement), ("stop", JsonDocument.Parse("{}").RootElement) };
        var grammar = new CompiledGrammar(JsonGrammar.OfCalls(tools, "<tool_call>\n", "\n</tool_call>", "arguments"), HostileVocabulary.Trie);
        for (var seed = 0; seed < Runs; seed++)
        {
            if (HostileVocabulary.Draw(grammar, seed, most: 400) is not { } text)
                continue;
            Assert.StartsWith("<tool_call>\n", text, StringComparison.Ordinal);
            Assert.EndsWith("\n</tool_call>", text, StringComparison.Ordinal);
            using var call = JsonDocument.Parse(text["<tool_call>\n".Length..^"\n</tool_call>".Length]);
            Assert.Contains(call.RootElement.GetProperty("name").GetString(), new[] { "turn_on", "stop" });
            if (call.RootElement.GetProperty("name").ValueEquals("turn_on"))
                Assert.Contains(call.RootElement.GetProperty("arguments").GetProperty("area").GetString(), new[] { "kitchen", "hall" });
        }
    }

    [Theory]
    [InlineData(Person, """{"name":"A\u00e9\n","age":-3,"tags":["a\"b",null]}""", true)]
    [InlineData(Person, """{"name": "é", "age": 3, "height": 1.5e3, "tags": [3], "home": {"kind":"flat","floor":2}}""", true)]
    [InlineData(Person, """{"name":"x","age":3.5,"tags":[3]}""", false)]
    [InlineData(Person, """{"age":3,"name":"x","tags":[3]}""", false)]
    [InlineData(Person, """{"name":"x","age":3,"tags":[]}""", false)]
    [InlineData(Person, """{"name":"x","age":3,"tags":[3,3,3,3]}""", false)]
    [InlineData(Person, """{"name":"x","age":3,"tags":[3],"other":1}""", false)]
    [InlineData(Person, """{"name":"x","age":03,"tags":[3]}""", false)]
    [InlineData(Tree, """{"value":1,"children":[{"value":2,"children":[]},{"value":0.5,"children":[{"value":1,"children":[]}]}]}""", true)]
    [InlineData(Tree, """{"value":1}""", false)]
    [InlineData("""{"type":"string"}""", "\"\\ud800\"", false)]
    [InlineData("""{"type":"string"}""", "\"tab\there\"", false)]
    [InlineData("{}", """[1,{"a":[true,null]},"x",-0.5]""", true)]
    public void A_grammar_takes_what_the_schema_allows(string schema, string text, bool allowed)
    {
        var constraint = new GrammarConstraint(new(JsonGrammar.Of(JsonDocument.Parse(schema).RootElement), HostileVocabulary.Trie), HostileVocabulary.BytesOf);
        Assert.Equal(allowed, constraint.Try(Encoding.UTF8.GetBytes(text)) && constraint.Whole);
    }

    [Theory]
    [InlineData("""{"type":"string","pattern":"a+"}""", "#: the keyword 'pattern'")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"date"}}}""", "#/properties/a/type: there is no type 'date'")]
    [InlineData("""{"type":"object","properties":{},"required":["b"]}""", "'b' is none of the properties")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "the schema has no '#/$defs/none'")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}""", "nothing but itself")]
    [InlineData("""{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"anyOf":[{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}""", "nothing but itself")]
    [InlineData("""{"enum":[]}""", "at least one")]
    [InlineData("""{"type":5}""", "must be a text")]
    [InlineData("""{"type":["string",5]}""", "must be a text")]
    [InlineData("""{"type":"object","properties":{"a":{}},"required":[5]}""", "must be a text")]
    [InlineData("""{"type":"array","minItems":5,"maxItems":2}""", "minItems")]
    public void What_cannot_be_kept_to_is_named_with_its_place(string schema, string words) =>
        Assert.Contains(words, Assert.Throws<SchemaException>(() => JsonGrammar.Of(JsonDocument.Parse(schema).RootElement)).Message, StringComparison.Ordinal);

    private static void CheckPerson(JsonElement person)
    {
        Assert.Equal(JsonValueKind.String, person.GetProperty("name").ValueKind);
        Assert.True(person.GetProperty("age").TryGetInt64(out _));
        Assert.InRange(person.GetProperty("tags").GetArrayLength(), 1, 3);
        Assert.All(person.EnumerateObject(), p => Assert.Contains(p.Name, new[] { "name", "age", "height", "tags", "home" }));
    }

    // Reads every value, because strings and numbers are only looked at when they are read.
    private static void Touch(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Assert.NotNull(property.Name);
                    Touch(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Touch(item);
                break;
            case JsonValueKind.String:
                Assert.NotNull(value.GetString());
                break;
            case JsonValueKind.Number:
                Assert.True(double.IsFinite(value.GetDouble()), value.GetRawText().ToString(CultureInfo.InvariantCulture));
                break;
        }
    }
}
