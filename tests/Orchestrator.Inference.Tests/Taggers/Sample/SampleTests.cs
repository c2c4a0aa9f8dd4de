using Orchestrator.Inference.Taggers;
using Xunit.Abstractions;

namespace Orchestrator.Inference.Tests.Taggers.Sample;

/// <summary>The shipped taggers, measured again on templates that they were not trained on: whoever ships other weights learns what they lost.</summary>
public sealed class SampleTests(ITestOutputHelper output)
{
    [Fact]
    public void Commands_are_understood_with_their_parts()
    {
        var (meaning, whole, declined) = Measure(ShippedModels.Nano, "commands.txt");

        Assert.InRange(meaning, 0.97, 1);
        Assert.InRange(whole, 0.95, 1);
        Assert.InRange(declined, 0.96, 1);
    }

    [Fact]
    public void Questions_get_their_answer()
    {
        var (meaning, _, declined) = Measure(ShippedModels.Mini, "questions.txt");

        Assert.InRange(meaning, 0.95, 1);
        Assert.InRange(declined, 0.94, 1);
    }

    private (double Meaning, double Whole, double Declined) Measure(TaggerModel model, string file)
    {
        var concepts = model.Labels.Concepts.SelectMany(c => c.Names.Select(n => (Name: n, Concept: c.Name))).ToDictionary(c => c.Name, c => c.Concept);
        var (own, understood, whole, strangers, declined) = (0, 0, 0, 0, 0);
        foreach (var text in SampleText.Read(Path.Combine(AppContext.BaseDirectory, "Taggers", "Sample", file)))
        {
            var result = model.Tag(text.Text);
            if (text.Meaning == "none")
            {
                strangers++;
                declined += result.IsMine ? 0 : 1;
                if (result.IsMine)
                    output.WriteLine($"taken: {text.Text} ({result.Intent} {result.Confidence:F2})");
                continue;
            }

            own++;
            var right = result.IsMine && result.Group == text.Meaning;
            understood += right ? 1 : 0;
            var parts = result.Slots.Select(s => (Slot: concepts.GetValueOrDefault(s.Name, s.Name), Words: s.Value));
            var all = right && parts.ToHashSet().IsSupersetOf(text.Slots.Select(s => (concepts.GetValueOrDefault(s.Slot, s.Slot), s.Words)));
            whole += all ? 1 : 0;
            if (!all)
                output.WriteLine($"{(right ? "parts" : "missed")}: {text.Text} ({result.Group} {result.Confidence:F2}: {string.Join(", ", result.Slots.Select(s => $"{s.Name}={s.Value}"))})");
        }

        output.WriteLine($"{model.Name}: {own} texts, meaning {(double)understood / own:P1}, with all parts {(double)whole / own:P1}; {strangers} strangers, declined {(double)declined / strangers:P1}");
        return ((double)understood / own, (double)whole / own, (double)declined / strangers);
    }
}
