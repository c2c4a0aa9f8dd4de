using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;
using Orchestrator.Inference.Tests.Taggers.Sample;
using Xunit.Abstractions;

namespace Orchestrator.Inference.Tests.Chat;

/// <summary>The shipped decoders, measured again on templates that they were not trained on, with six tools declared: whoever ships other weights or decodes otherwise learns what was lost.</summary>
public sealed class DecoderSampleTests(ITestOutputHelper output)
{
    private const int Others = 5;

    private static readonly TaggerLabels s_labels = ShippedModels.Nano.Labels;
    private static readonly Dictionary<string, string> s_concepts = s_labels.Concepts.SelectMany(c => c.Names.Select(n => (Name: n, Concept: c.Name))).ToDictionary(c => c.Name, c => c.Concept);

    [Theory]
    [InlineData("nano-chat", 0.6, 0.54)]
    [InlineData("mini-chat", 0.76, 0.7)]
    public async Task Commands_become_calls_of_the_right_tool_with_their_parts(string name, double leastNamed, double leastWhole)
    {
        using var model = LocalModelLoader.Load(ShippedModels.Folder(name));
        var commands = SampleText.Read(Path.Combine(AppContext.BaseDirectory, "Taggers", "Sample", "commands.txt")).Where(t => t.Meaning != "none").GroupBy(t => t.Meaning).SelectMany(g => g.Where((_, i) => i % 6 == 1)).ToList();
        var tools = commands.Select(c => c.Meaning).Distinct().ToDictionary(m => m, m => Tool(s_labels.Intents.Where(i => i.Group == m).MaxBy(i => i.Slots.Count)!));
        var (named, whole) = (0, 0);
        for (var i = 0; i < commands.Count; i++)
        {
            var (command, tool) = (commands[i], tools[commands[i].Meaning]);
            var others = tools.Values.Where(t => t.Name != tool.Name).DistinctBy(t => t.Name).Skip(i % 20).Take(Others);
            var response = await model.Client.GetResponseAsync(command.Text, new() { Tools = [.. others, tool], MaxOutputTokens = 120 });
            var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().FirstOrDefault();
            named += call?.Name == tool.Name ? 1 : 0;
            var parts = (call?.Arguments ?? new Dictionary<string, object?>()).Select(a => (s_concepts.GetValueOrDefault(a.Key, a.Key), $"{a.Value}")).ToHashSet();
            var all = call?.Name == tool.Name && parts.IsSupersetOf(command.Slots.Select(s => (s_concepts.GetValueOrDefault(s.Slot, s.Slot), s.Words)));
            whole += all ? 1 : 0;
            if (!all)
                output.WriteLine($"{command.Text}: {call?.Name ?? "no call"} {string.Join(", ", parts)}");
        }

        output.WriteLine($"{name}: {commands.Count} commands, right tool {(double)named / commands.Count:P1}, with all parts {(double)whole / commands.Count:P1}");
        Assert.InRange((double)named / commands.Count, leastNamed, 1);
        Assert.InRange((double)whole / commands.Count, leastWhole, 1);
    }

    private static AIFunctionDeclaration Tool(IntentLabel intent) => AIFunctionFactory.CreateDeclaration(intent.Name, "", JsonSerializer.SerializeToElement(new
    {
        type = "object",
        properties = s_labels.Intents.Where(i => i.Name == intent.Name).SelectMany(i => i.Slots).Distinct().ToDictionary(s => s, _ => new { type = "string" }),
    }));
}
