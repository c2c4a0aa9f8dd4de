using CsCheck;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class TokenTests
{
    [Theory]
    [InlineData("Set it to 21.5°, please!", "Set|it|to|21|.|5|°|,|please|!")]
    [InlineData("what's on John's list", "what|'s|on|John|'s|list")]
    [InlineData("card 4000 1234 5678 9010 twice", "card|4000 1234 5678 9010|twice")]
    [InlineData("alarm at 7 30 for 10 minutes", "alarm|at|7|30|for|10|minutes")]
    [InlineData("wow 😀 ok\u0000\u200Bthen", "wow|😀|ok|then")]
    public void Text_is_cut_into_words_numbers_and_signs(string text, string expected)
    {
        var tokens = new List<TextToken>();

        Assert.True(TextTokens.Split(text, tokens, 100));

        Assert.Equal(expected, string.Join('|', tokens.Select(t => text.Substring(t.Start, t.Length))));
    }

    [Fact]
    public void Hashing_gives_the_numbers_the_weights_were_trained_on()
    {
        var ids = new long[TokenFeatures.PerToken];

        TokenFeatures.Hash("Kitchen", ids, 20_000);

        Assert.Equal(GoldenKitchen, ids);
    }

    static readonly long[] GoldenKitchen = [13131, 13525, 10833, 10314, 16303, 18425, 18178, 2999, 2903, 678, 16462, 7855, 1604, 7904, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Case_digits_and_apostrophes_do_not_change_the_numbers()
    {
        Assert.Equal(Hash("kitchen"), Hash("KITCHEN"));
        Assert.Equal(Hash("25"), Hash("78"));
        Assert.Equal(Hash("4000123456789010"), Hash("5105 1051 0510"));
        Assert.Equal(Hash("'s"), Hash("s"));
    }

    [Fact]
    public void Any_text_is_cut_into_tokens_that_lie_within_it_in_order() => Gen.String.Sample(text =>
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(text, tokens, 50);
        var end = 0;
        foreach (var token in tokens)
        {
            Assert.True(token.Start >= end && token.Length > 0 && token.End <= text.Length);
            end = token.End;
            Assert.All(Hash(text.Substring(token.Start, token.Length)), id => Assert.InRange(id, 0, 19_999));
        }
    });

    static long[] Hash(string token)
    {
        var ids = new long[TokenFeatures.PerToken];
        TokenFeatures.Hash(token, ids, 20_000);
        return ids;
    }
}
