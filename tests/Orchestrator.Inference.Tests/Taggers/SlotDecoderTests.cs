using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class SlotDecoderTests
{
    static readonly TaggerLabels Labels = new()
    {
        Tags = ["O", "B-a", "I-a", "B-b", "I-b"],
        Intents = [new IntentLabel { Name = "x", Group = "x", Kind = IntentKind.Command, Words = "x", Slots = ["a"] }],
    };

    [Fact]
    public void An_inside_without_its_beginning_becomes_a_beginning()
    {
        var slots = Decode("one two", [[5, 1, 0, 0, 0], [0, 3, 9, 0, 0]]);

        Assert.Equal(("a", "one two"), (slots[0].Name, slots[0].Value));
    }

    [Fact]
    public void Slots_of_other_intents_are_never_found()
    {
        Assert.Empty(Decode("one two", [[1, 0, 0, 9, 0], [1, 0, 0, 0, 9]]));
    }

    [Fact]
    public void Two_neighbours_that_both_begin_are_two_slots()
    {
        var slots = Decode("one two", [[0, 9, 0, 0, 0], [0, 9, 0, 0, 0]]);

        Assert.Equal(["one", "two"], slots.Select(s => s.Value));
    }

    [Fact]
    public void What_seldom_follows_each_other_is_parted()
    {
        var after = new float[3][];
        for (var tag = -1; tag < 2; tag++)
            after[tag + 1] = [0, 0, tag == 1 ? -9 : 0, 0, 0];

        var slots = Cut("one two", [[0, 5, 0, 0, 0], [1, 0, 2, 0, 0]], tag => tag < 2 ? after[tag + 1] : new float[5]);

        Assert.Equal(["one"], slots.Select(s => s.Value));
    }

    static IReadOnlyList<TaggedSlot> Decode(string text, float[][] scores) => Cut(text, scores, null);

    static IReadOnlyList<TaggedSlot> Cut(string text, float[][] scores, Func<int, float[]>? after)
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(text, tokens, 10);
        return new SlotDecoder(Labels, after).Decode(text, tokens, 0, scores.SelectMany(s => s).ToArray());
    }
}
