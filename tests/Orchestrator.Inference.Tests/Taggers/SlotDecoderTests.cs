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

    static IReadOnlyList<TaggedSlot> Decode(string text, float[][] scores)
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(text, tokens, 10);
        return new SlotDecoder(Labels).Decode(text, tokens, 0, scores.SelectMany(s => s).ToArray());
    }
}
