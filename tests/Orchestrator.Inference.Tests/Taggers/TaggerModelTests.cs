using CsCheck;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class TaggerModelTests
{
    public static TheoryData<string> Garbage => new()
    {
        "", " ", "\0", "\u200B\u200B", "\uD800", "\uDC00\uD800", "😀😀😀", "\r\n\t", "....", new string('\u0301', 500), "﷽", "\uFFFE\uFFFF", "5", "?",
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public void Text_without_words_is_accepted_and_is_not_the_models(string text)
    {
        foreach (var model in new[] { ShippedModels.Nano, ShippedModels.Mini })
        {
            var result = model.Tag(text);

            Assert.False(result.IsMine);
            Assert.InRange(result.Confidence, 0, 1);
            Assert.All(result.Slots, s => Assert.Equal(text[s.Start..s.End], s.Value));
        }
    }

    [Fact]
    public void Any_text_is_accepted_and_its_slots_are_parts_of_it() => Gen.String.Sample(text =>
    {
        var result = ShippedModels.Nano.Tag(text);
        Assert.InRange(result.Confidence, 0, 1);
        Assert.All(result.Slots, s => Assert.Equal(text[s.Start..s.End], s.Value));
    }, iter: 300);

    [Theory]
    [InlineData("good morning", false)]
    [InlineData("Good night!", false)]
    [InlineData("good morning everyone", false)]
    [InlineData("ok thanks", false)]
    [InlineData("start the good morning scene", true)]
    public void A_greeting_is_no_command_though_a_scene_may_be_called_so(string text, bool mine) => Assert.Equal(mine, ShippedModels.Nano.Tag(text) is { IsMine: true, Confidence: > 0.5 });

    [Theory]
    [InlineData("turn on the lamp ")]
    [InlineData("x")]
    [InlineData("😀")]
    public void A_megabyte_of_text_is_not_the_models(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));

        Assert.False(ShippedModels.Nano.Tag(text).IsMine);
        Assert.False(ShippedModels.Mini.Tag(text).IsMine);
    }

    [Fact]
    public void The_same_text_is_always_tagged_the_same()
    {
        var first = ShippedModels.Nano.Tag("set the hall lamp to 40 percent");
        using var again = TaggerModel.Load(ShippedModels.Folder("nano-commands"));

        for (var i = 0; i < 5; i++)
        {
            var result = again.Tag("set the hall lamp to 40 percent");
            Assert.Equal(first.Confidence, result.Confidence);
            Assert.Equal(first.Slots, result.Slots);
        }
    }

    [Fact]
    public void Many_threads_get_what_one_thread_gets()
    {
        string[] texts = ["switch on the fan in the study", "what is the capital of peru", "wake me at six tomorrow", "add rice to my groceries list"];
        var expected = texts.Select(t => ShippedModels.Nano.Tag(t).Confidence).ToArray();

        Parallel.For(0, 400, i => Assert.Equal(expected[i % texts.Length], ShippedModels.Nano.Tag(texts[i % texts.Length]).Confidence));
    }

    [Theory]
    [InlineData("turn off the lights in the guest bedroom", "area", "guest bedroom")]
    [InlineData("play some jazz by miles davis", "artist", "miles davis")]
    [InlineData("set the temperature in the nursery to 21 degrees", "temperature", "21")]
    [InlineData("set a timer for 12 minutes", "minutes", "12")]
    public void Slots_are_verbatim_parts_of_the_text(string text, string slot, string value)
    {
        var result = ShippedModels.Nano.Tag(text);

        var found = Assert.Single(result.Slots, s => s.Name.Contains(slot, StringComparison.Ordinal));
        Assert.Equal(value, found.Value);
        Assert.Equal(value, text[found.Start..found.End]);
    }

    [Fact]
    public void Every_intent_of_the_answering_model_has_an_answer() =>
        Assert.All(ShippedModels.Mini.Labels.Intents.Where(i => i.Kind == IntentKind.Answer), i => Assert.True(ShippedModels.Mini.Answers.Answers.ContainsKey(i.Name), i.Name));

    [Fact]
    public void No_prepared_text_claims_that_something_was_done() =>
        Assert.All(ShippedModels.Mini.Answers.Answers.Values.Concat(ShippedModels.Nano.Answers.Phrases.Values), text =>
            Assert.DoesNotMatch(@"(?i)\b(i|we) (have|'ve|just) (?!no\b|none\b|nothing\b|prepared\b|only\b)\w+(ed|et|nt)\b|\bdone!|\bi (blocked|froze|sent|cancelled|ordered|turned|switched|set|booked|paid|transferred)\b", text));
}
