using System.Text;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>
/// Holds out one utterance in ten, with all its near-duplicates: texts that differ only in slot values, digits, case,
/// punctuation or articles are held out together or not at all.
/// </summary>
internal static class HeldOut
{
    public static bool Contains(Utterance utterance) => Fingerprint(Shape(utterance)) % 10 == 3;

    public static bool Contains(string template) => Fingerprint(template) % 10 == 3;

    /// <summary>Halves the held-out texts: the confidence is calibrated on one half and judged on the other.</summary>
    public static bool IsForCalibration(Utterance utterance) => Fingerprint(Shape(utterance)) / 10 % 2 == 0;

    public static string Shape(Utterance utterance)
    {
        var text = new StringBuilder(utterance.Text);
        foreach (var slot in utterance.Slots.OrderByDescending(s => s.Start))
            text.Remove(slot.Start, slot.End - slot.Start).Insert(slot.Start, " " + slot.Slot.Replace("_", "", StringComparison.Ordinal) + " ");
        var words = new StringBuilder();
        foreach (var c in text.ToString())
            words.Append(char.IsLetter(c) ? char.ToLowerInvariant(c) : ' ');
        return string.Join(' ', words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("a" or "an" or "the")));
    }

    static uint Fingerprint(string text)
    {
        var h = 2166136261u;
        foreach (var c in text)
            h = (h ^ c) * 16777619u;
        h ^= h >> 15;
        h *= 0x2c1b3c6du;
        return h ^ (h >> 13);
    }
}
