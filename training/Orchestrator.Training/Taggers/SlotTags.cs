using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>Slots of a text as a tag for each token.</summary>
internal static class SlotTags
{
    public static Dictionary<string, int> Numbers(IReadOnlyList<string> tags) => tags.Select((t, i) => (t, i)).ToDictionary(x => x.t, x => x.i, StringComparer.Ordinal);

    public static int At(IReadOnlyList<SlotSpan> slots, List<TextToken> tokens, int t, Dictionary<string, int> numbers)
    {
        foreach (var slot in slots)
        {
            if (tokens[t].Start >= slot.Start && tokens[t].Start < slot.End)
                return numbers.GetValueOrDefault((t == 0 || tokens[t - 1].Start < slot.Start ? "B-" : "I-") + slot.Slot, 0);
        }

        return 0;
    }
}
