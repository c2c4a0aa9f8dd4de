using System.Text.Json;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class ArgumentValueTests
{
    [Theory]
    [InlineData("40%", """{"type":"integer"}""", 40L)]
    [InlineData("21.5", """{"type":["number","null"]}""", 21.5)]
    [InlineData("off", """{"type":"boolean"}""", false)]
    [InlineData("Lights", """{"enum":["fan","light"]}""", "light")]
    [InlineData("dining room", """{"type":"string"}""", "dining room")]
    [InlineData("40", "true", "40")]
    public void Words_fit_the_declared_type(string words, string schema, object expected)
    {
        Assert.True(ArgumentValue.TryFit(words, JsonDocument.Parse(schema).RootElement, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("a bit", """{"type":"integer"}""")]
    [InlineData("maybe", """{"type":"boolean"}""")]
    [InlineData("purple", """{"enum":["red","green"]}""")]
    [InlineData("x", """{"type":"object"}""")]
    public void Words_that_do_not_fit_are_left_out(string words, string schema) =>
        Assert.False(ArgumentValue.TryFit(words, JsonDocument.Parse(schema).RootElement, out _));
}
