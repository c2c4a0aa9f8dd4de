using Orchestrator.Inference.Taggers;
using YamlDotNet.Serialization;

namespace Orchestrator.Training.Taggers;

/// <summary>Reads what the output classes mean from the table beside the sentences.</summary>
internal static class IntentTable
{
    public const string None = "none";

    /// <summary>Of a text that is only taught by its topic.</summary>
    public const string Unknown = "?";

    /// <summary>The classes in the table's order, "none" last; the slots of each are those it has in the data.</summary>
    public static List<(string Label, IntentLabel Class)> Read(string yaml, ILookup<string, string> slots)
    {
        var rows = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, object>>>(yaml);
        var classes = rows.Select(row => (Label: row.Key, Class: Make(row.Key, row.Value, [.. slots[row.Key].Distinct().Order(StringComparer.Ordinal)]))).ToList();
        classes.Add((None, new IntentLabel { Name = None, Group = None, Kind = IntentKind.None, Words = "something else" }));
        return classes;
    }

    public static List<SlotConcept> Concepts(string yaml) =>
        [.. new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<string>>>(yaml).Select(c => new SlotConcept(c.Key, c.Value))];

    static IntentLabel Make(string label, Dictionary<string, object> row, string[] slots)
    {
        var name = label.Split('/')[0];
        var others = row.TryGetValue("tools", out var tools) ? ((List<object>)tools).Cast<string>() : [];
        var talk = row.TryGetValue("kind", out var kind) && (string)kind == "talk";
        return new IntentLabel
        {
            Name = name,
            Group = row.TryGetValue("group", out var group) ? (string)group : label,
            Kind = talk ? IntentKind.Talk : IntentKind.Command,
            Words = (string)row["words"],
            Slots = slots,
            Tools = talk ? [] : [name, .. others],
            Implied = row.TryGetValue("implied", out var implied) ? ((Dictionary<object, object>)implied).ToDictionary(x => (string)x.Key, x => (string)x.Value) : new Dictionary<string, string>(),
        };
    }
}
