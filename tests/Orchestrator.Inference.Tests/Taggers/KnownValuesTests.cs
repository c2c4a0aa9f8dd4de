using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class KnownValuesTests
{
    private const int City = 0, Name = 1;

    private static readonly KnownValues Values = Table(("new york", City), ("york", City), ("new york city", City), ("york", Name));

    [Fact]
    public void The_longest_value_is_found_and_what_lies_within_it_is_not() =>
        Assert.Equal([new KnownValue(2, 4, City), new KnownValue(3, 3, Name)], Values.Find(Words("rain in new york city today")));

    [Fact]
    public void A_value_may_end_the_text_or_be_all_of_it()
    {
        Assert.Equal([new KnownValue(0, 1, City), new KnownValue(1, 1, Name)], Values.Find(Words("new york")));
        Assert.Empty(Values.Find(Words("new")));
        Assert.Empty(Values.Find([]));
    }

    [Fact]
    public void A_value_that_counts_as_unknown_leaves_the_shorter_one_within_it() =>
        Assert.Contains(new KnownValue(0, 1, City), Values.Find(Words("new york city"), v => v.Last == 2));

    [Fact]
    public void A_token_inside_a_known_value_has_more_features_than_one_that_is_in_none()
    {
        var tokens = new List<TextToken>();
        TextTokens.Split("go to york", tokens, 9);
        var (plain, told) = (new LexicalFeatures("go to york", tokens), new LexicalFeatures("go to york", tokens));
        told.Recall(Values);
        var features = new uint[LexicalFeatures.MostPerToken];

        Assert.Equal(plain.Token(2, 0, features) + 4, told.Token(2, 0, features));
        Assert.Equal(plain.Token(1, 0, features) + 2, told.Token(1, 0, features));
        Assert.Equal(plain.Token(0, 0, features), told.Token(0, 0, features));
    }

    private static KnownValues Table(params (string Value, int Slot)[] values)
    {
        using var bytes = new MemoryStream();
        using var file = new BinaryWriter(bytes);
        SparseWeights.Write(file, values.GroupBy(v => Hash(Words(v.Value))).ToDictionary(g => g.Key, g => (IReadOnlyList<(byte, float)>)[.. g.Select(v => ((byte)v.Slot, 1f))]));
        file.Flush();
        ReadOnlySpan<byte> written = bytes.ToArray();
        return new KnownValues(SparseWeights.Read(ref written, 2));
    }

    private static uint Hash(uint[] words) => words.Aggregate(0u, KnownValues.Append);

    private static uint[] Words(string text)
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(text, tokens, 64);
        return new LexicalFeatures(text, tokens).Words.ToArray();
    }
}
