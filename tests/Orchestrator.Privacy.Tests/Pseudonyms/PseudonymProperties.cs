using System.Text.Json;
using CsCheck;

namespace Orchestrator.Privacy.Tests;

public sealed class PseudonymProperties
{
    private static readonly Gen<string> Text = Gen.Select(
        Gen.Select(Texts.Plain, Gen.OneOf(Texts.Secret, Gen.Const("Email-bababababada"), Gen.Const("Car"), Gen.Const("Email-"), Gen.Const("em"))).Array[1, 6],
        Texts.Plain,
        (parts, end) => string.Join(' ', parts.Select(p => $"{p.Item1} {p.Item2}")) + " " + end);

    [Fact]
    public void Restoring_is_the_inverse_of_replacing_at_every_cut() =>
        Gen.Select(Text, Gen.Byte).Sample((text, key) =>
        {
            var clearing = Cleared(text, key);
            var sent = clearing.Sent();
            Assert.Equal(text, clearing.Restore(sent));
            for (var cut = 0; cut <= sent.Length; cut++)
                Assert.Equal(text, clearing.Restore(sent, json: false, cut));
            Assert.Equal(text, clearing.Restore(sent, json: false, [.. Enumerable.Range(0, sent.Length)]));
        }, iter: 300);

    [Fact]
    public void Restoring_is_the_inverse_of_replacing_at_any_cuts() =>
        Gen.Select(Text, Gen.Byte, Gen.Int[0, 10_000].Array[0, 20]).Sample((text, key, places) =>
        {
            var clearing = Cleared(text, key);
            var sent = clearing.Sent();
            return clearing.Restore(sent, json: false, [.. places.Select(p => p % (sent.Length + 1))]) == text;
        });

    [Fact]
    public void What_is_held_back_is_shorter_than_a_pseudonym_and_may_be_the_beginning_of_one() =>
        Gen.Select(Text, Gen.Int[1, 7]).Sample((text, step) =>
        {
            var clearing = Cleared(text, 1);
            var sent = clearing.Sent();
            var restorer = new AnswerRestorer(clearing.Pseudonyms, json: false);
            var given = 0;
            var shown = "";
            for (; given < sent.Length; given = Math.Min(given + step, sent.Length))
            {
                shown += restorer.Add(sent[given..Math.Min(given + step, sent.Length)]);
                var whole = clearing.Restore(sent[..Math.Min(given + step, sent.Length)]);
                Assert.StartsWith(shown, whole, StringComparison.Ordinal);
                Assert.True(whole.Length - shown.Length <= clearing.Pseudonyms.LongestHeld);
            }
        });

    [Fact]
    public void Arguments_come_back_as_the_values_that_they_were() =>
        Gen.Select(Text, Text).Sample((key, value) =>
        {
            var arguments = JsonSerializer.Serialize(new Dictionary<string, object> { [key] = new[] { value, key }, ["password"] = value, ["n"] = 12 });
            var request = Egress.Ask(new Message { Role = Role.Assistant, ToolCalls = [new("c", "t", arguments)] });
            var clearing = Pseudonymous.Clear(request, null, null, new MessageOrigin(Label.Public, []));
            var sent = clearing.Cleared.Content.Messages[0].ToolCalls[0];
            var back = new AnswerRestorer(clearing.Pseudonyms, json: false).Restore(sent);
            using var expected = JsonDocument.Parse(arguments);
            using var found = JsonDocument.Parse(back.Arguments);
            Assert.True(JsonElement.DeepEquals(expected.RootElement, found.RootElement), back.Arguments);
        });

    [Fact]
    public void Two_secrets_of_one_form_leave_the_same_bytes_but_for_their_pseudonyms() =>
        Gen.Select(Conversation.Any, Gen.Int[0, 9].Array[14], Gen.Int[0, 9].Array[14]).Sample((conversation, a, b) =>
        {
            var first = Clear(conversation, Texts.Write([4, .. a], " "));
            var second = Clear(conversation, Texts.Write([4, .. b], " "));

            Assert.Equal(Anonymous(first), Anonymous(second));
            Assert.Equal(first.Cleared.Entry.Pseudonymized, second.Cleared.Entry.Pseudonymized.AsEnumerable());
        });

    [Fact]
    public void What_is_found_around_a_pseudonym_does_not_depend_on_its_syllables() =>
        Gen.Select(Texts.Plain, Texts.Plain, Gen.ULong, Gen.ULong).Sample((before, after, a, b) =>
            Assert.Equal(Around(before, a, after), Around(before, b, after)), iter: 500);

    private static Finding[] Around(string before, UInt128 number, string after) =>
        [.. new TextAnalyzer().Analyze($"{before} Card-{PseudonymForm.Tag(number)} {after}").Findings];

    private static Clearing Cleared(string text, byte key) => Pseudonymous.Clear(Egress.Ask(Message.User(text)), Pseudonymous.Key(key));

    private static Clearing Clear(Conversation conversation, string secret)
    {
        var (request, saw) = conversation.With(secret);
        return Pseudonymous.Clear(request, null, null, [.. saw.Select(s => new MessageOrigin(s, []))]);
    }

    private static string Anonymous(Clearing clearing)
    {
        var text = clearing.Cleared.Text();
        foreach (var (start, end) in Enumerable.Reverse(PseudonymForm.Spans(text)))
            text = text.Remove(start, end - start).Insert(start, "*");
        return text;
    }
}
