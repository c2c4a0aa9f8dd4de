using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;

namespace Orchestrator.Privacy.Tests;

public sealed class ClearProperties
{
    private static readonly EgressGate Gate = Egress.Gate();

    [Fact]
    public void No_six_digits_of_a_card_reach_the_cloud_from_any_conversation() =>
        Gen.Select(Conversation.Any, Texts.Card).Sample((conversation, card) =>
        {
            var cleared = Clear(conversation, card);
            var digits = string.Concat(card.Where(char.IsAsciiDigit));
            var sent = Regex.Replace(cleared.Text(), @"(?<=\d)[ .-]+(?=\d)", "");
            for (var i = 0; i + 6 <= digits.Length; i++)
                Assert.DoesNotContain(digits.Substring(i, 6), sent, StringComparison.Ordinal);
            Assert.DoesNotContain(card, cleared.Text(), StringComparison.Ordinal);
        });

    [Fact]
    public void Two_cards_of_one_form_leave_equal_bytes() =>
        Gen.Select(Conversation.Any, Gen.Int[0, 9].Array[14], Gen.Int[0, 9].Array[14], Gen.Int[0, 1]).Sample((conversation, a, b, form) =>
        {
            var separator = form == 0 ? " " : "";
            var first = Clear(conversation, Texts.Write([4, .. a], separator));
            var second = Clear(conversation, Texts.Write([4, .. b], separator));

            Assert.Equal(first.Text(), second.Text());
            Assert.Equal(first.Entry.Withheld, second.Entry.Withheld.AsEnumerable());
            Assert.Equal(first.Entry.SentLabel, second.Entry.SentLabel);
        });

    [Fact]
    public void What_is_sent_is_allowed_where_it_is_sent() =>
        Gen.Select(Conversation.Any, Texts.Secret).Sample((conversation, secret) =>
        {
            var cleared = Clear(conversation, secret);
            return PrivacyPolicy.Default.Evaluate(cleared.Entry.SentLabel, cleared.Target.Zone).Process == Verdict.Allow;
        });

    [Fact]
    public void Arguments_stay_sound_json() =>
        Gen.Select(Conversation.Any, Texts.Secret).Sample((conversation, secret) =>
        {
            foreach (var call in Clear(conversation, secret).Content.Messages.SelectMany(m => m.ToolCalls))
                JsonDocument.Parse(call.Arguments).Dispose();
        });

    private static Cleared<ModelRequest> Clear(Conversation conversation, string secret)
    {
        var (request, saw) = conversation.With(secret);
        return Gate.Clear(Gate.Analyze(request, saw), Egress.CloudThroughCluster, Zone.Device, new PlainCodec());
    }
}
