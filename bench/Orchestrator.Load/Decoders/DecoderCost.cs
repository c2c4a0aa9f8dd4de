using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Orchestrator.Link.Identity;
using Orchestrator.Load.Processes;

namespace Orchestrator.Load.Decoders;

/// <summary>What it costs a device, a gateway and a silo to have decoders: start and memory, with and without, in turn.</summary>
internal static class DecoderCost
{
    // The first is the tagger's, the second the decoder's where there is one.
    private static readonly string[] s_texts = ["turn off the lights in the kitchen", "hello there"];

    public static async Task RunAsync(LoadOptions options, string folder, Action<string> tell)
    {
        var (silo, node) = (await Programs.PublishAsync("Orchestrator.Silo", tell), await Programs.PublishAsync("Orchestrator.EdgeNode", tell));
        (string Name, Func<string, bool, DecoderHost> Make)[] hosts =
        [
            ("device", (place, decoders) => DecoderHost.Node(NodeRole.Device, node, place, decoders)),
            ("gateway", (place, decoders) => DecoderHost.Node(NodeRole.Gateway, node, place, decoders)),
            ("silo", (place, decoders) => DecoderHost.Silo(silo, place, decoders)),
        ];
        tell("medians of starts on new data directories   ready after   MB then   first command after   MB   first small talk after   MB");
        foreach (var (name, make) in hosts)
        {
            var runs = new Dictionary<bool, List<Cost>> { [false] = [], [true] = [] };
            for (var start = 0; start < options.Starts; start++)
            {
                foreach (var decoders in new[] { false, true })
                    runs[decoders].Add(await MeasureAsync(make(Path.Combine(folder, $"{name}-{decoders}-{start}"), decoders)));
            }

            foreach (var (decoders, costs) in runs)
            {
                double Of(Func<Cost, double> value) => Percentiles.Median(costs.Select(value));
                tell(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-8} {(decoders ? "with decoders" : "without"),-34} {Of(c => c.Ready),8:0.00} s {Of(c => c.Idle) / 1e6,9:0} {Of(c => c.Command) * 1e3,18:0} ms {Of(c => c.AfterCommand) / 1e6,4:0} {Of(c => c.Talk) * 1e3,21:0} ms {Of(c => c.AfterTalk) / 1e6,4:0}  {costs[0].Answers}"));
            }
        }
    }

    private static async Task<Cost> MeasureAsync(DecoderHost host)
    {
        await using var process = host.Start();
        await Readiness.UntilAsync(process, host.Http, "/health/ready", "\"status\":");
        var (ready, idle) = (Stopwatch.GetElapsedTime(process.StartedAt).TotalSeconds, ProcessUsage.Memory(process.Id));
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{host.Http}") };
        var asked = new List<(double Seconds, long Memory, string Answer)>();
        foreach (var text in s_texts)
        {
            var began = Stopwatch.GetTimestamp();
            using var response = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "auto", messages = new[] { new { role = "user", content = text } } });
            await response.Content.ReadAsByteArrayAsync();
            asked.Add((Stopwatch.GetElapsedTime(began).TotalSeconds, ProcessUsage.Memory(process.Id), response.IsSuccessStatusCode ? "answered" : "no target"));
        }

        return new(ready, idle, asked[0].Seconds, asked[0].Memory, asked[1].Seconds, asked[1].Memory, string.Join(", ", asked.Select(a => a.Answer)));
    }

    private sealed record Cost(double Ready, double Idle, double Command, double AfterCommand, double Talk, double AfterTalk, string Answers);
}
