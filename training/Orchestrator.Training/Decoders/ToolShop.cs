using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Decoders;

/// <summary>Declares tools as applications might: under the intents' names or others, with some of their parameters in any order.</summary>
internal sealed class ToolShop
{
    private const int MostTools = 9;

    private static readonly HashSet<string> s_numbers =
        ["brightness", "temperature", "position", "volume_level", "seconds", "minutes", "hours", "start_seconds", "start_minutes", "start_hours", "rating_value", "party_size_number"];

    private readonly TaggerLabels _labels;
    private readonly Dictionary<string, string[]> _parameters;
    private readonly string[] _names;

    public ToolShop(TaggerLabels labels)
    {
        _labels = labels;
        _parameters = labels.Intents.Where(i => i.Kind == IntentKind.Command).GroupBy(i => i.Name)
            .ToDictionary(g => g.Key, g => g.SelectMany(i => i.Slots.Concat(i.Implied.Keys)).Distinct().ToArray());
        _names = [.. _parameters.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Some tools for a command, the right one last in mind but anywhere in the list; <paramref name="right"/> false leaves it out with all that mean the same.</summary>
    public (List<DeclaredTool> Tools, DeclaredTool? Right) Declare(IntentLabel intent, IReadOnlyDictionary<string, string> values, bool right, Random random)
    {
        var same = _labels.Intents.Where(i => i.Group == intent.Group).SelectMany(i => i.Tools).Append(intent.Name).ToHashSet(StringComparer.Ordinal);
        var tools = Others(same, random.Next(MostTools), random);
        if (!right)
            return (tools, null);
        var parameters = _parameters[intent.Name].Where(p => random.NextDouble() < (values.ContainsKey(p) ? 0.96 : 0.75)).ToArray();
        random.Shuffle(parameters);
        var luck = random.NextDouble();
        var name = luck < 0.7 ? intent.Name : luck < 0.85 ? intent.Tools[random.Next(intent.Tools.Count)] : intent.Words.Replace(' ', '_').Replace("-", "", StringComparison.Ordinal);
        var tool = new DeclaredTool(name, [.. parameters.Select(p => new DeclaredParameter(Renamed(p, random), p, IsNumber(p, values, random)))]);
        tools.Insert(random.Next(tools.Count + 1), tool);
        return (tools, tool);
    }

    public List<DeclaredTool> Others(IReadOnlySet<string> without, int count, Random random)
    {
        var tools = new List<DeclaredTool>();
        for (var i = 0; i < count; i++)
        {
            var name = _names[random.Next(_names.Length)];
            if (without.Contains(name) || tools.Exists(t => t.Name == name))
                continue;
            var parameters = _parameters[name].Where(_ => random.NextDouble() < 0.75).ToArray();
            random.Shuffle(parameters);
            tools.Add(new(name, [.. parameters.Select(p => new DeclaredParameter(p, p, s_numbers.Contains(p) && random.NextDouble() < 0.5))]));
        }

        return tools;
    }

    /// <summary>The call as the runtime's grammar writes it: arguments in the order of their declaration.</summary>
    public static string Call(DeclaredTool tool, IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder($"\n{{\"name\": {Quoted(tool.Name)}, \"arguments\": {{");
        var first = true;
        foreach (var parameter in tool.Parameters)
        {
            if (!values.TryGetValue(parameter.Slot, out var value))
                continue;
            text.Append(first ? "" : ", ").Append(Quoted(parameter.Name)).Append(": ").Append(parameter.IsNumber ? Number(value) : Quoted(value));
            first = false;
        }

        return text.Append("}}\n").ToString();
    }

    private string Renamed(string slot, Random random)
    {
        if (random.NextDouble() > 0.12 || _labels.Concepts.FirstOrDefault(c => c.Names.Contains(slot)) is not { } concept)
            return slot;
        return concept.Names[random.Next(concept.Names.Count)];
    }

    private static bool IsNumber(string slot, IReadOnlyDictionary<string, string> values, Random random) =>
        s_numbers.Contains(slot) && random.NextDouble() < 0.5 && (!values.TryGetValue(slot, out var value) || Number(value) is not null);

    private static string? Number(string words)
    {
        string[] known = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
        var at = Array.IndexOf(known, words);
        return at >= 0 ? at.ToString(CultureInfo.InvariantCulture)
            : long.TryParse(words, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Quoted(string text) => JsonSerializer.Serialize(text, s_plain);
}

/// <summary>A tool as a turn declares it.</summary>
internal sealed record DeclaredTool(string Name, IReadOnlyList<DeclaredParameter> Parameters)
{
    /// <summary>The line that the chat template makes of it.</summary>
    public string Line => $"{Name}({string.Join(',', Parameters.Select(p => p.IsNumber ? p.Name + ":n" : p.Name))})\n";
}

/// <summary>A parameter, and the slot that it stands for.</summary>
internal sealed record DeclaredParameter(string Name, string Slot, bool IsNumber);
