using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;

namespace Orchestrator.Privacy.Tests;

/// <summary>A conversation with places for one secret, so that it can be had twice with two secrets.</summary>
internal sealed record Conversation(ImmutableArray<(int Kind, string Before, string After)> Turns)
{
    public static Gen<Conversation> Any { get; } =
        Gen.Select(Gen.Int[0, 7], Texts.Plain, Texts.Plain).Array[1, 6].Select(turns => new Conversation([.. turns]));

    public (ModelRequest Request, Label?[] Saw) With(string secret)
    {
        var messages = new List<Message>();
        var saw = new List<Label?>();
        var digits = "000" + string.Concat(secret.Where(char.IsAsciiDigit));
        foreach (var (kind, before, after) in Turns)
        {
            var call = $"call-{(char)('a' + messages.Count)}";
            var text = $"{before} {secret} {after}";
            switch (kind)
            {
                case 0 or 1:
                    Add(Message.User(text), null);
                    break;
                case 2:
                    // What a model that saw the secret makes of it is withheld, whatever it is.
                    Add(Message.Assistant($"{before} it ends with {digits[^2..]} {after}"), FindingTypes.LabelOf(FindingTypes.CreditCard));
                    break;
                case 3:
                    Add(Message.Assistant($"{before} {after}"), Label.Public);
                    break;
                case 4:
                    Add(Call(call, JsonSerializer.Serialize(new Dictionary<string, object> { ["note"] = text, [secret] = 1, ["list"] = new[] { secret, before } })), Label.Public);
                    Add(new Message { Role = Role.Tool, Text = text, ToolCallId = call }, null);
                    break;
                case 5:
                    Add(Call(call, $"{{\"card\":4{new string('1', 15)},\"amount\":12.5}}"), Label.Public);
                    break;
                case 6:
                    Add(Call(call, JsonSerializer.Serialize(new { secret })), FindingTypes.LabelOf(FindingTypes.CreditCard));
                    Add(new Message { Role = Role.Tool, Text = $"balance of {digits[^3..]}", ToolCallId = call }, null);
                    break;
                default:
                    Add(new Message { Role = Role.System, Text = text }, null);
                    break;
            }
        }

        return (new() { Messages = [.. messages], Tools = [new("pay", $"{Turns[0].Before} {secret}", $"{{\"default\":\"{secret}\"}}")] }, [.. saw]);

        void Add(Message message, Label? seen)
        {
            messages.Add(message);
            saw.Add(seen);
        }
    }

    private static Message Call(string id, string arguments) =>
        new() { Role = Role.Assistant, ToolCalls = [new(id, "pay", arguments)] };
}
