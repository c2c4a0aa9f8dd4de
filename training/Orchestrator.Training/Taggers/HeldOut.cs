using System.Text;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>
/// Holds texts out of training in two ways. Of every sixteen shapes (texts without slot values, digits, case, punctuation and
/// articles) one is held out whole, near-duplicates and all; and of the other texts, one in sixteen, as the sets' own test parts are drawn.
/// Of Home Assistant's templates one in twenty-five is held out whole.
/// </summary>
internal static class HeldOut
{
    public const string UnseenShape = "unseen shape", UnseenText = "unseen text";

    public static bool Contains(Utterance utterance) => HasUnseenShape(utterance) || Contains(utterance.Text);

    public static bool HasUnseenShape(Utterance utterance) => Fingerprint(Shape(utterance)) % 16 == 3;

    /// <summary>Holds for a text however it came about, so that no variation of another brings it back into training.</summary>
    public static bool Contains(string text) => Fingerprint(Plain(text)) % 16 == 5;

    public static bool ContainsTemplate(string template) => Fingerprint(template) % 25 == 3;

    /// <summary>Halves the held-out texts: the confidence is calibrated on one half and judged on the other.</summary>
    public static bool IsForCalibration(Utterance utterance) => Fingerprint(Shape(utterance)) / 16 % 2 == 0;

    public static string Shape(Utterance utterance)
    {
        var text = new StringBuilder(utterance.Text);
        foreach (var slot in utterance.Slots.OrderByDescending(s => s.Start))
            text.Remove(slot.Start, slot.End - slot.Start).Insert(slot.Start, " " + slot.Slot.Replace("_", "", StringComparison.Ordinal) + " ");
        return Plain(text.ToString());
    }

    private static string Plain(string text)
    {
        var words = new StringBuilder();
        foreach (var c in text)
            words.Append(char.IsLetter(c) ? char.ToLowerInvariant(c) : ' ');
        return string.Join(' ', words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("a" or "an" or "the")));
    }

    private static uint Fingerprint(string text)
    {
        var h = 2166136261u;
        foreach (var c in text)
            h = (h ^ c) * 16777619u;
        h ^= h >> 15;
        h *= 0x2c1b3c6du;
        return h ^ (h >> 13);
    }
}
