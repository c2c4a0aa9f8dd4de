using System.Text;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Home;

/// <summary>A sentence in the making: text with a slot number for every character, blanks tidied at the end.</summary>
internal sealed class Spoken
{
    readonly StringBuilder _text = new();
    readonly List<int> _slotOf = [];
    readonly List<string> _slots = [];

    public void Add(string text, string? slot)
    {
        if (slot is not null)
            _slots.Add(slot);
        _text.Append(text);
        _slotOf.AddRange(Enumerable.Repeat(slot is null ? -1 : _slots.Count - 1, text.Length));
    }

    public Utterance Finish(string label, string source)
    {
        var text = new StringBuilder();
        var starts = new int[_slots.Count];
        var ends = new int[_slots.Count];
        Array.Fill(starts, -1);
        for (var i = 0; i < _text.Length; i++)
        {
            var blank = _text[i] == ' ';
            if (blank && (text.Length == 0 || text[^1] == ' '))
                continue;
            if (_slotOf[i] >= 0 && !blank)
            {
                if (starts[_slotOf[i]] < 0)
                    starts[_slotOf[i]] = text.Length;
                ends[_slotOf[i]] = text.Length + 1;
            }

            text.Append(_text[i]);
        }

        var slots = _slots.Select((name, i) => new SlotSpan(starts[i], ends[i], name)).Where(s => s.Start >= 0).ToList();
        return new Utterance(text.ToString().TrimEnd(), label, slots, source);
    }
}
