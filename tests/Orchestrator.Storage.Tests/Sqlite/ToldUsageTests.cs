using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Storage.Tests.Sqlite;

/// <summary>What a node's attempts took reaches its cluster's books once, whatever is lost on the way or killed.</summary>
public sealed class ToldUsageTests : IDisposable
{
    private const string ThisStart = "start-2";
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Noon);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_ended_is_to_be_told_until_it_was_and_a_restart_forgets_nothing()
    {
        await using (var node = await OpenAsync("node", Tenant))
            await KeepAsync(node, Ended(1), Ended(2));

        await using var restarted = await OpenAsync("node", Tenant);
        var owed = await restarted.NextAsync(ThisStart, 10, default);
        await restarted.ToldAsync([owed[0]], default);

        Assert.Equal([Ended(1), Ended(2)], owed);
        Assert.Equal([Ended(2)], await restarted.NextAsync(ThisStart, 10, default));
    }

    [Fact]
    public async Task What_runs_is_not_told_before_its_end_and_what_a_killed_process_left_is_told_at_its_most()
    {
        await using var node = await OpenAsync("node", Tenant);
        var (runs, left) = (Ended(1) with { Cost = null, Usage = null, Incarnation = ThisStart, Reserved = 0.5m }, Ended(2) with { Cost = null, Usage = null, Reserved = 0.25m });
        await KeepAsync(node, runs, left);

        Assert.Equal([left with { Cost = 0.25m }], await node.NextAsync(ThisStart, 10, default));
        await KeepAsync(node, Ended(1) with { Incarnation = ThisStart, Reserved = 0.5m });
        Assert.Equal(2, (await node.NextAsync(ThisStart, 10, default)).Count);
    }

    [Fact]
    public async Task What_is_told_twice_is_in_the_clusters_usage_once_to_the_token_and_in_no_budget()
    {
        await using var silo = await OpenAsync("silo", null);
        await silo.TakeAsync(Tenant, [Ended(1), Ended(2)], default);
        await silo.TakeAsync(Tenant, [Ended(2), Ended(3)], default);

        var day = DateOnly.FromDateTime(Noon.UtcDateTime);
        var sum = Assert.Single(await silo.SumAsync(Tenant, day, day.AddDays(1), default));
        Assert.Equal((3, 300 + 6, 30 + 6, 0.000_000_000_006m), (sum.Attempts, sum.InputTokens, sum.OutputTokens, sum.Cost));
        Assert.Empty(await silo.SpentAsync(Tenant, null, BudgetWindow.Of(BudgetPeriod.Total, Noon), default));
    }

    [Fact]
    public async Task What_belongs_to_no_conversation_is_charged_at_its_most_until_it_has_ended_and_is_told_like_the_rest()
    {
        await using var node = await OpenAsync("node", Tenant);
        var begun = Ended(1) with { Cost = null, Usage = null, Incarnation = ThisStart, Reserved = 0.5m };
        await node.WriteAsync(Tenant, begun, default);
        Assert.Equal(new BudgetSpent(0, 0.5m), (await node.SpentAsync(Tenant, null, BudgetWindow.Of(BudgetPeriod.Total, Noon), default))[ThisStart]);

        var ended = Ended(1) with { Incarnation = ThisStart, Reserved = 0.5m };
        await node.WriteAsync(Tenant, ended, default);
        await node.WriteAsync(Tenant, begun, default);

        Assert.Equal(ended.Cost, (await node.SpentAsync(Tenant, null, BudgetWindow.Of(BudgetPeriod.Total, Noon), default))[ThisStart].Settled);
        Assert.Equal([ended], await node.NextAsync(ThisStart, 10, default));
    }

    [Fact]
    public async Task Other_tenants_usage_and_that_of_a_host_without_a_cluster_are_kept_for_nobody()
    {
        await using var node = await OpenAsync("node", "another");
        await using var silo = await OpenAsync("silo", null);
        await KeepAsync(node, Ended(1));
        await KeepAsync(silo, Ended(1));

        Assert.Empty(await node.NextAsync(ThisStart, 10, default));
        Assert.Empty(await silo.NextAsync(ThisStart, 10, default));
    }

    [Fact]
    public async Task A_start_is_known_after_a_restart_with_what_it_spent_and_to_no_other_journal()
    {
        await using (var node = await OpenAsync("node", Tenant))
        {
            await node.BeginAsync(Tenant, "start-1", default);
            await node.BeginAsync(Tenant, "start-1", default);
            await KeepAsync(node, Ended(3));
        }

        await using var restarted = await OpenAsync("node", Tenant);
        await using var another = await OpenAsync("another", Tenant);
        var window = BudgetWindow.Of(BudgetPeriod.Total, Noon);

        Assert.Equal(0.000_000_000_003m, await restarted.ChargedAsync(Tenant, null, window, "start-1", default));
        Assert.Null(await restarted.ChargedAsync(Tenant, null, window, ThisStart, default));
        Assert.Null(await another.ChargedAsync(Tenant, null, window, "start-1", default));
    }

    private static UsageEntry Ended(int number) => new(new Guid(number, 0, 0, new byte[8]), Noon.AddTicks(number))
    {
        KeyId = "k",
        Site = "home",
        Node = "device-1",
        Model = "nano",
        Tier = Tier.Nano,
        Incarnation = "start-1",
        Cost = number * 0.000_000_000_001m,
        Usage = new(100 + number, 10 + number) { CachedInputTokens = 4, ReasoningTokens = 2, Estimated = number % 2 == 0 },
    };

    private static async Task KeepAsync(SqliteJournal journal, params UsageEntry[] usage) =>
        await journal.AppendAsync(First(NewKey()) with { Usage = [.. usage] }, default);

    private Task<SqliteJournal> OpenAsync(string name, string? tells) => SqliteJournal.OpenAsync(
        new() { DataDirectory = Path.Combine(_directory.Path, name), TellsUsageOf = tells }, _time, NullLogger<SqliteJournal>.Instance);
}
