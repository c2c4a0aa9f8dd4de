using System.Collections.Immutable;
using Google.Protobuf;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Usage;
using Orchestrator.Link.Identity;
using Orchestrator.Protocol;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>What a node's attempts took is told over the link, each attempt until the cluster has it, and counted once.</summary>
public sealed class LinkUsageTests
{
    [Fact]
    public async Task What_a_node_owes_reaches_its_tenants_books_whole_and_is_not_owed_any_more()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var (books, outbox) = (new Books(), new Outbox(1200));
        await using var cluster = await TestCluster.StartAsync(books, device);
        await using var node = await TestNode.StartAsync(device, cluster.Port, outbox: outbox);
        await node.UsableAsync("cloud@stand-in");

        await node.TellAsync();

        Assert.Equal(outbox.All.OrderBy(static e => e.Attempt), books.Kept.Select(static k => k.Value).OrderBy(static e => e.Attempt));
        Assert.All(books.Kept.Keys, static k => Assert.Equal("default", k.Tenant));
        Assert.Empty(outbox.Owed);
    }

    [Fact]
    public async Task What_the_cluster_took_and_the_node_did_not_hear_of_is_told_again_and_counted_once()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var (books, outbox) = (new Books { Fails = true }, new Outbox(3));
        await using var cluster = await TestCluster.StartAsync(books, device);
        await using var node = await TestNode.StartAsync(device, cluster.Port, outbox: outbox);
        await node.UsableAsync("cloud@stand-in");

        await node.TellAsync();
        Assert.Equal((3, 3), (books.Kept.Count, outbox.Owed.Length));

        books.Fails = false;
        await node.TellAsync();
        Assert.Equal((3, 0), (books.Kept.Count, outbox.Owed.Length));
    }

    [Fact]
    public async Task A_report_that_cannot_be_read_or_a_cluster_that_keeps_none_changes_nothing()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var other = site.Node("device-2", NodeRole.Device);
        var books = new Books();
        await using var cluster = await TestCluster.StartAsync(books, device, other);
        await using var without = await TestCluster.StartAsync(device);
        using var raw = await RawLink.ConnectAsync(cluster.Port, other);
        using var rawWithout = await RawLink.ConnectAsync(without.Port, device);
        var negative = new[] { Outbox.Entry(1) }.ToUsageReport();
        negative.Rows[0].Cost = "-1";

        Assert.Equal("protocol", await raw.InvokeAsync(new() { Number = 1, Usage = true }, [0xff, 0xff]));
        Assert.Equal("protocol", await raw.InvokeAsync(new() { Number = 3, Usage = true }, negative.ToByteArray()));
        Assert.Equal("rejected", await rawWithout.InvokeAsync(new() { Number = 1, Usage = true }, new[] { Outbox.Entry(1) }.ToUsageReport().ToByteArray()));
        Assert.Empty(books.Kept);
    }

    internal sealed class Outbox(int owed) : IUsageOutbox
    {
        public IReadOnlyList<UsageEntry> All { get; } = [.. Enumerable.Range(1, owed).Select(Entry)];

        /// <summary>The node's own clock may tell beside the test.</summary>
        public ImmutableArray<UsageEntry> Owed { get; private set; } = [.. Enumerable.Range(1, owed).Select(Entry)];

        public ValueTask<IReadOnlyList<UsageEntry>> NextAsync(string incarnation, int most, CancellationToken cancellationToken) => new([.. Owed.Take(most)]);

        public ValueTask ToldAsync(IReadOnlyList<UsageEntry> told, CancellationToken cancellationToken)
        {
            Owed = Owed.RemoveAll(told.Contains);
            return ValueTask.CompletedTask;
        }

        public static UsageEntry Entry(int number) => new(new Guid(number, 0, 0, new byte[8]), DateTimeOffset.UnixEpoch.AddTicks(number))
        {
            KeyId = "k",
            Site = "home",
            Node = "device-1",
            Model = "nano",
            Tier = Tier.Nano,
            Incarnation = "start-1",
            Reserved = number,
            Cost = number * 0.000_000_000_001m,
            Usage = number % 3 == 0 ? null : new(number, 1) { ReasoningTokens = 1 },
        };
    }

    private sealed class Books : IUsageInbox
    {
        /// <summary>It keeps what it is told, and its answer is lost.</summary>
        public bool Fails { get; set; }

        public Dictionary<(string Tenant, Guid Attempt), UsageEntry> Kept { get; } = [];

        public ValueTask TakeAsync(string tenant, ImmutableArray<UsageEntry> entries, CancellationToken cancellationToken)
        {
            lock (Kept)
            {
                foreach (var entry in entries)
                    Kept.TryAdd((tenant, entry.Attempt), entry);
            }

            return Fails ? throw new OrchestratorException(ErrorReason.StorageUnavailable, "The disk is away.") : ValueTask.CompletedTask;
        }
    }
}
