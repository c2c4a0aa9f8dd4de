using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Integration.Tests;

/// <summary>A tenant's budget, drawn on by the silo and by a device over its link, in real processes that are cut off and killed.</summary>
public sealed class NodeBudgetTests
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    private const string Key = "reads-usage";

    // A dollar a million tokens of answers: what an attempt may cost, by its limit of tokens, and some answers fit in the budget.
    private const decimal Most = 0.0001m, Limit = 0.0012m;

    [Fact]
    public async Task A_device_that_is_cut_off_and_killed_under_load_overspends_by_nothing_its_slice_comes_back_and_its_usage_is_told_once()
    {
        var budgets = Path.GetTempFileName();
        await File.WriteAllTextAsync(budgets, $$"""{"tenants":[{"tenant":"default","limit":{{Limit}},"period":"total"}]}""");
        string[] limits = ["--Orchestrator:Budgets:MaxOutputTokens=100", "--Orchestrator:Budgets:MaxWait=00:00:01"];
        await using var system = await TestSystem.StartAsync(
            [.. limits, .. UsageKey, $"--Orchestrator:Budgets:File={budgets}", "--Orchestrator:Providers:0:OutputPricePerMillion=1", "--Orchestrator:Providers:0:BreakAtFailures=10000"], limits);

        var first = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 8).Select(i => AskAsync(system, system.DeviceHttp, $"first-{i}")));
        var before = first.Count(a => a!.Status == HttpStatusCode.OK);

        // Answers take a while, so that turns run when the link breaks and the process dies.
        await system.SetFaultAsync(new { chunkDelayMs = 20, count = 4 });
        var interrupted = Enumerable.Range(0, 4).Select(i => AskAsync(system, system.DeviceHttp, $"interrupted-{i}")).ToArray();
        await system.UntilAsync(async () => await SentAsync(system) == before + 4, "four more requests at the provider");
        system.DeviceLink.ToServer.CutAfter(1);
        await system.Device.KillAsync();
        await System.Threading.Tasks.Task.WhenAll(interrupted);
        await system.ClearFaultsAsync();

        // The silo has what the device does not hold, and is told that the rest may come back.
        var silo = await SpendAsync(system, system.SiloHttp, "silo", until: HttpStatusCode.TooManyRequests);
        system.Device.Start();
        await system.ReadyAsync();
        var device = await SpendAsync(system, system.DeviceHttp, "device", until: HttpStatusCode.PaymentRequired);

        // An answer has no more tokens than were set aside for it, and one whose process died is charged all of them.
        var answered = before + silo.Count + device.Count;
        var spent = (4 * Most) + (answered * Cost(silo[0]));
        Assert.Equal(4 + answered, await SentAsync(system));
        Assert.True(spent <= Limit, $"{spent} of {Limit} were spent");
        Assert.True(Limit - spent < Most, $"{Limit - spent} are left, which is enough for one more");
        Assert.NotEmpty(device);

        // Killed once more before all of that can have been told: the export has each attempt once, those without an end at their most.
        await system.Device.KillAsync();
        system.Device.Start();
        await system.UntilAsync(async () => (await UsedAsync(system)).Attempts >= 4 + answered, "the device's usage at the silo");
        Assert.Equal((4 + answered, spent), await UsedAsync(system));
        File.Delete(budgets);
    }

    private static string[] UsageKey =>
    [
        "--Orchestrator:Auth:Keys:0:Id=reader", $"--Orchestrator:Auth:Keys:0:Sha256={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}",
        "--Orchestrator:Auth:Keys:0:Tenant=default", "--Orchestrator:Auth:Keys:0:Owner=reader", "--Orchestrator:Auth:Keys:0:Site=home", "--Orchestrator:Auth:Keys:0:Scopes=usage",
    ];

    /// <summary>All that the silo's export has.</summary>
    private static async Task<(int Attempts, decimal Cost)> UsedAsync(TestSystem system)
    {
        var used = (Attempts: 0, Cost: 0m);
        foreach (var line in (await system.UsageAsync(Key)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            used.Attempts += row.RootElement.GetProperty("attempts").GetInt32();
            used.Cost += decimal.Parse(row.RootElement.GetProperty("cost_usd").GetString()!, CultureInfo.InvariantCulture);
        }

        return used;
    }

    /// <summary>Asks, several at once, until all are refused so: a slice that another holder still gives back is worth a wait, a spent budget is not.</summary>
    private static async Task<List<Answer>> SpendAsync(TestSystem system, int port, string name, HttpStatusCode until)
    {
        var answered = new List<Answer>();
        for (var round = 0; round < 50; round++)
        {
            var answers = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 3).Select(i => AskAsync(system, port, $"{name}-{round}-{i}")));
            answered.AddRange(answers.Where(a => a!.Status == HttpStatusCode.OK)!);
            var refused = answers.Where(a => a!.Status != HttpStatusCode.OK).ToArray();
            Assert.All(refused, a => Assert.Contains(a!.Status, new[] { HttpStatusCode.PaymentRequired, HttpStatusCode.TooManyRequests }));
            if (answers.All(a => a!.Status == until))
                return answered;
        }

        throw new InvalidOperationException("The budget never came to its end.");
    }

    /// <summary>The answer; null when the process went away under it.</summary>
    private static async Task<Answer?> AskAsync(TestSystem system, int port, string key)
    {
        try
        {
            return await system.AskAsync(port, Task, key, new { preference = "only-cloud" });
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static decimal Cost(Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("usage").GetProperty("completion_tokens").GetInt32() / 1_000_000m;
    }

    private static async Task<int> SentAsync(TestSystem system)
    {
        using var json = JsonDocument.Parse(await system.ProviderCaptureAsync());
        return json.RootElement.EnumerateArray().Count(r => r.GetProperty("path").GetString()!.EndsWith("/completions", StringComparison.Ordinal));
    }
}
