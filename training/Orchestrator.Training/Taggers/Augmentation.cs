using System.Text;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>Varies an utterance as people do: other slot values, courtesy, typing errors, lost or added punctuation, numbers.</summary>
internal sealed record Augmentation
{
    /// <summary>A slot with more known values may have any.</summary>
    const int OpenValues = 150;

    public IReadOnlyDictionary<string, string[]> SlotValues { get; init; } = new Dictionary<string, string[]>();

    public IReadOnlyList<string> Openings { get; init; } = [];

    public IReadOnlyList<string> Closings { get; init; } = [];

    public double Courtesy { get; init; }

    /// <summary>How often a card, account or telephone number, an address or an amount is put in.</summary>
    public double Numbers { get; init; }

    public double NewSlotValue { get; init; } = 0.4;

    /// <summary>Words that may stand in a slot whose values are open, such as a title.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public Utterance Vary(Utterance utterance, Random random)
    {
        var pieces = Pieces(utterance, random);
        if (random.NextDouble() < 0.12)
            Misspell(pieces, random);
        if (random.NextDouble() < Numbers)
            PutNumber(pieces, random);
        if (random.NextDouble() < Courtesy && Openings.Count > 0)
            pieces.Insert(0, (Openings[random.Next(Openings.Count)] + " ", null));
        if (random.NextDouble() < Courtesy && Closings.Count > 0)
        {
            Trim(pieces);
            pieces.Add((" " + Closings[random.Next(Closings.Count)], null));
        }

        if (random.NextDouble() < 0.25)
            Trim(pieces);
        else if (random.NextDouble() < 0.15)
            pieces.Add((".!?"[random.Next(3)].ToString(), null));
        return Join(pieces, utterance);
    }

    List<(string Text, string? Slot)> Pieces(Utterance utterance, Random random)
    {
        var pieces = new List<(string, string?)>();
        var at = 0;
        foreach (var slot in utterance.Slots.OrderBy(s => s.Start))
        {
            if (slot.Start < at)
                continue;
            pieces.Add((utterance.Text[at..slot.Start], null));
            var value = utterance.Text[slot.Start..slot.End];
            if (random.NextDouble() < NewSlotValue && (SlotValues.TryGetValue($"{utterance.Label}/{slot.Slot}", out var others) || SlotValues.TryGetValue(slot.Slot, out others)))
                value = others.Length > OpenValues && random.NextDouble() < 0.15 && Words.Count > 0 ? string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Words[random.Next(Words.Count)])) : others[random.Next(others.Length)];
            pieces.Add((value, slot.Slot));
            at = slot.End;
        }

        pieces.Add((utterance.Text[at..], null));
        return pieces;
    }

    /// <summary>One swapped, lost or doubled letter.</summary>
    static void Misspell(List<(string Text, string? Slot)> pieces, Random random)
    {
        var i = random.Next(pieces.Count);
        var text = pieces[i].Text;
        if (text.Length < 5)
            return;
        var at = 1 + random.Next(text.Length - 2);
        if (!char.IsLetter(text[at]) || !char.IsLetter(text[at + 1]))
            return;
        pieces[i] = (random.Next(3) switch
        {
            0 => string.Concat(text.AsSpan(0, at), text.AsSpan(at + 1, 1), text.AsSpan(at, 1), text.AsSpan(at + 2)),
            1 => text.Remove(at, 1),
            _ => text.Insert(at, text[at].ToString()),
        }, pieces[i].Slot);
    }

    static void PutNumber(List<(string Text, string? Slot)> pieces, Random random)
    {
        var i = random.Next(pieces.Count);
        var text = pieces[i].Text;
        if (pieces[i].Slot is not null)
            return;
        string[] anchors = ["card ", "account ", "payment ", "transfer ", "transaction ", "number ", "me ", "i "];
        var anchor = anchors[random.Next(anchors.Length)];
        var at = text.IndexOf(anchor, StringComparison.OrdinalIgnoreCase);
        at = at >= 0 ? at + anchor.Length : random.Next(3) == 0 ? 0 : text.Length;
        pieces[i] = ($"{text[..at]} {SampleNumbers.Next(random)} {text[at..]}", null);
    }

    static void Trim(List<(string Text, string? Slot)> pieces)
    {
        var last = pieces[^1];
        pieces[^1] = (last.Text.TrimEnd('.', '?', '!', ' ', ','), last.Slot);
    }

    static Utterance Join(List<(string Text, string? Slot)> pieces, Utterance utterance)
    {
        var text = new StringBuilder();
        var slots = new List<SlotSpan>();
        foreach (var (piece, slot) in pieces)
        {
            if (slot is not null)
                slots.Add(new SlotSpan(text.Length, text.Length + piece.Length, slot));
            text.Append(piece);
        }

        return utterance with { Text = text.ToString(), Slots = slots };
    }
}
