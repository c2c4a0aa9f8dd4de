using System.Text.Json;

namespace Orchestrator.Inference.Tokenizers.Completing;

/// <summary>Puts texts and special tokens together as a template says.</summary>
internal sealed class TemplatePostProcessor : IPostProcessor
{
    private readonly IReadOnlyList<Slot> _single, _pair;

    private TemplatePostProcessor(IReadOnlyList<Slot> single, IReadOnlyList<Slot> pair) => (_single, _pair) = (single, pair);

    /// <summary>A template of a token before, one behind, and some between two texts.</summary>
    public static TemplatePostProcessor Framed(int before, int[] behind, int[] between, int secondType)
    {
        List<Slot> single = [new(0, -1, [before]), new(0, 0, []), new(0, -1, behind)];
        List<Slot> pair = [new(0, -1, [before]), new(0, 0, []), new(0, -1, between), new(secondType, 1, []), new(secondType, -1, behind)];
        return new(single, pair);
    }

    public static TemplatePostProcessor Read(Component from)
    {
        if (!from.Json.TryGetProperty("special_tokens", out var special) || special.ValueKind != JsonValueKind.Object)
            throw from.Refuse("it lacks 'special_tokens'");
        var pair = from.Json.TryGetProperty("pair", out var two) && two.ValueKind == JsonValueKind.Array ? Slots(from, "pair", special) : [];
        return new(Slots(from, "single", special), pair);
    }

    public List<List<Token>> Apply(List<List<Token>> parts, bool special)
    {
        if (parts.Count > 1 && _pair.Count == 0)
            throw new TokenizerException("the model's tokenizer has no template for two texts; ask about one, or take a model that compares two");
        var made = new List<List<Token>>();
        foreach (var slot in parts.Count > 1 ? _pair : _single)
        {
            if (slot.Text < 0 && special)
                made.Add([.. slot.Tokens.Select(t => new Token(t, slot.Type, -1, 0, 0))]);
            else if (slot.Text >= 0 && slot.Text < parts.Count)
                made.Add([.. parts[slot.Text].Select(t => t with { Type = slot.Type })]);
        }

        return made;
    }

    public int Added(int texts) => (texts > 1 ? _pair : _single).Sum(s => s.Tokens.Count);

    private static List<Slot> Slots(Component from, string name, JsonElement special)
    {
        var slots = new List<Slot>();
        foreach (var one in from.Each(name))
        {
            if (one.Json.TryGetProperty("Sequence", out _))
            {
                var text = one.Inner("Sequence");
                slots.Add(new(text.Number("type_id", 0), text.Text("id") switch { "A" => 0, "B" => 1, var other => throw text.Refuse($"its 'id' is '{other}'; known are A and B") }, []));
                continue;
            }

            var token = one.Inner("SpecialToken");
            if (!special.TryGetProperty(token.Text("id"), out var its) || !its.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array)
                throw token.Refuse($"'special_tokens' does not say what '{token.Text("id")}' is");
            slots.Add(new(token.Number("type_id", 0), -1, [.. ids.EnumerateArray().Select(i => i.TryGetInt32(out var id) && id >= 0 ? id : throw token.Refuse("its token is no whole number from 0 on"))]));
        }

        return slots;
    }

    private sealed record Slot(int Type, int Text, IReadOnlyList<int> Tokens);
}
