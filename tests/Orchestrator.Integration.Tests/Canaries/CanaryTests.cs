using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.Integration.Tests.Running;
using Orchestrator.Link.Identity;
using Orchestrator.Storage.Ledgers;
using Xunit.Abstractions;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>
/// Thousands of turns with values of their own through the real processes; then everything that left the device is searched for every one
/// of them: wires, the provider's view, files, logs at the lowest level, traces, metrics and error bodies.
/// </summary>
public sealed partial class CanaryTests(ITestOutputHelper output)
{
    // Turns that are under way together share commits; with a few of them the disk would be waited for.
    private const int Lanes = 16;

    // The provider remembers its last thousand requests.
    private const int Round = 500;

    // The long form: ORCHESTRATOR_CANARY_TURNS=200000.
    private static readonly int s_turns =
        int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_CANARY_TURNS"), CultureInfo.InvariantCulture, out var turns) ? turns : 10_000;

    [Fact]
    public async Task No_canary_of_thousands_of_turns_leaves_the_device()
    {
        await using var sink = new TelemetrySink();
        using var connects = new ConnectRecord();
        string[] watched = ["--Logging:LogLevel:Default=Trace", $"--OTEL_EXPORTER_OTLP_ENDPOINT={sink.Url}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_METRIC_EXPORT_INTERVAL=1000"];
        await using var system = await TestSystem.StartAsync(silo: watched, device: watched, prepare: process => connects.Variables.ToList().ForEach(v => process.Variables.Add(v.Key, v.Value)));
        var canaries = Canary.Make(s_turns + 1, new Random(20261124));
        var scan = new CanaryScan(canaries);
        var captures = new Captures(system, sink, connects, new(scan));
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };

        var answered = 0;
        var refusals = new StringBuilder();
        for (var first = 0; first < s_turns; first += Round)
        {
            // The captures of a round are looked through while the next one runs.
            var looking = captures.PassAsync();
            await Parallel.ForAsync(first, Math.Min(first + Round, s_turns), new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (i, token) =>
            {
                using var response = await http.PostAsJsonAsync($"{TestSystem.Url(system.DeviceHttp)}/v1/chat/completions", Body(i, canaries[i].Value), token);
                var body = await response.Content.ReadAsStringAsync(token);
                if (response.IsSuccessStatusCode)
                    Interlocked.Increment(ref answered);
                else
                    lock (refusals)
                        refusals.AppendLine(body);

                // What the provider was shown in place of a value comes back as the value, or not at all.
                Assert.DoesNotMatch(Pseudonym(), body);
            });
            await looking;
        }

        Assert.True(answered > s_turns * 9 / 10, $"{answered} of {s_turns} turns were answered: {refusals}");
        await system.UntilAsync(() => Task.FromResult(sink.Paths.Keys.Any(p => p.EndsWith("metrics", StringComparison.Ordinal)) && sink.Paths.Keys.Any(p => p.EndsWith("traces", StringComparison.Ordinal))), "traces and metrics");
        await captures.PassAsync();
        Assert.True(captures.ProviderSaw(Pseudonym()), "the provider saw pseudonyms");
        captures.PassFiles();
        captures.AssertConnectsAreRecorded();
        captures.PassMemory(scan, output);
        Assert.Null(scan.Find(Encoding.UTF8.GetBytes(refusals.ToString())));
        Assert.Empty(LedgerAudit.Verify(Path.Combine(system.Directory, "device-1", "ledger"), Ed25519LedgerSigner.Check).Problems);

        // The rule of three: what happens with a probability of 3/n shows in n trials with 95 % certainty.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"No canary of {s_turns} turns was found in {captures.Seen / 1e6:F0} MB: with 95 % certainty fewer than {3.0 / s_turns:P4} of such turns leak."));

        // The scan sees what goes past the gate: the same words, sent to the provider's port by hand.
        using var bypass = await http.PostAsJsonAsync($"{TestSystem.Url(system.ProviderLink.Port)}/v1/chat/completions", Body(0, canaries[^1].Value));
        Assert.Equal(canaries[^1].Value, scan.Find(system.ProviderLink.Bytes));
        Assert.Equal(canaries[^1].Value, scan.Find(Encoding.UTF8.GetBytes(await system.ProviderCaptureAsync())));
    }

    [Fact]
    public void The_scan_finds_a_canary_in_every_form_and_wrapping()
    {
        var canaries = Canary.Make(40, new Random(1));
        var scan = new CanaryScan(canaries);
        foreach (var canary in canaries)
        {
            foreach (var form in CanaryScan.Forms(canary.Value))
                Assert.NotNull(scan.Find([.. "noise "u8, .. Encoding.Latin1.GetBytes(form.Text), .. " noise"u8]));
            using var packed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(Encoding.UTF8.GetBytes($"{{\"text\":\"{canary.Value}\"}}"));
            Assert.NotNull(scan.Find([0, 1, 2, .. packed.ToArray()]));
        }

        Assert.Null(scan.Find(Encoding.UTF8.GetBytes(string.Concat(Canary.Make(1000, new Random(2)).Select(c => c.Value)))));
    }

    /// <summary>A turn with a value in one of the places where requests hold text.</summary>
    private static object Body(int i, string value)
    {
        var text = $"Prove the general theorem behind the number {value} and derive its consequences";
        object user = new { role = "user", content = "Prove that there are infinitely many primes, then generalise the argument" };
        object call = new { id = "c1", type = "function", function = new { name = "note", arguments = $"{{\"about\":[\"{value}\"],\"{value}\":1}}" } };
        // A card is a number too, and a tool may be called after one.
        var digits = value.Contains('@', StringComparison.Ordinal) ? "17" : value.Replace(" ", "", StringComparison.Ordinal);
        if (i % 70 == 6)
            return Refused(i, value, text);
        return (i % 12) switch
        {
            0 => new { model = "cloud", messages = new[] { new { role = "user", content = text } } },
            1 => new { model = "auto", messages = new[] { new { role = "user", content = text } } },
            2 => new { model = "cloud", messages = new[] { new { role = "system", content = $"You serve {value}." }, user } },
            3 => new { model = "cloud", messages = new[] { user, new { role = "assistant", content = (string?)null, tool_calls = new[] { call } }, new { role = "tool", tool_call_id = "c1", content = $"noted: {value}" } } },
            4 => new { model = "cloud", messages = new[] { user }, tools = new[] { new { type = "function", function = new { name = "pay", description = $"pays for {value}", parameters = new { type = "object", properties = new { to = new { type = "string", @default = value } } } } } } },
            5 => new { model = "cloud", stream = true, messages = new[] { new { role = "user", content = text } } },
            6 => new { model = "cloud", messages = new[] { new { role = "user", content = new[] { new { type = "text", text = "Prove what follows." }, new { type = "text", text } } } } },
            7 => new { model = "cloud", messages = new[] { user }, tools = new[] { new { type = "function", function = new { name = $"pay_{digits}", description = "pays", parameters = new { type = "object", properties = new Dictionary<string, object> { [value] = new { type = "string", @enum = new[] { value } } } } } } } },
            8 => new { model = "cloud", messages = new[] { user, new { role = "assistant", content = (string?)null, tool_calls = new[] { new { id = "c1", type = "function", function = new { name = "note", arguments = $"{{\"card\":{digits},\"file\":\"/home/{value}/scan.pdf\"}}" } } } }, new { role = "tool", tool_call_id = "c1", content = $"{{\"card\":{digits},\"of\":{{\"{value}\":true}}}}" } } },
            9 => new { model = "cloud", stop = new[] { value }, messages = new[] { user } },
            10 => new { model = "cloud", messages = new[] { new { role = "user", content = "My biopsy came back positive. " + text } } },
            _ => new { model = "cloud", messages = new[] { new { role = "user", content = text + " again" } } },
        };
    }

    /// <summary>What is not taken or not sent: a model that nobody knows, a picture, a file. What the person is told of it holds nothing of it.</summary>
    private static object Refused(int i, string value, string text) => (i / 70 % 3) switch
    {
        0 => new { model = "no-such-model", messages = new[] { new { role = "user", content = text } } },
        1 => new { model = "cloud", messages = new[] { new { role = "user", content = new object[] { new { type = "text", text }, new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}" } } } } } },
        _ => new { model = "cloud", messages = new[] { new { role = "user", content = new object[] { new { type = "file", file = new { filename = $"{value}.pdf", file_data = $"data:application/pdf;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}" } } } } } },
    };

    [GeneratedRegex("(Card|Email|Phone|Account|Item)-([bcdfghjklmnprstvwxyz][aeiou]){6}", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Pseudonym();
}
