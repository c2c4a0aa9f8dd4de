using System.Text;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Tests.Linked;
using Orchestrator.Link.Tests.Sessions;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Tests.Faults;

/// <summary>A reader that stalls is nobody else's trouble.</summary>
public sealed class StalledReaderTests
{
    private const int Many = 1000;

    [Fact]
    public async Task A_thousand_answers_each_way_over_one_link_come_whole_and_in_order_while_a_reader_each_way_stalls()
    {
        using var site = new TestSite();
        using var gateway = site.Node("gateway-1", Link.Identity.NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(gateway);
        await using var proxy = new FaultProxy(cluster.Port);
        await using var node = await TestNode.StartAsync(gateway, proxy.Port);
        var toCloud = await node.UsableAsync("cloud@stand-in");
        await Eventually.TrueAsync(() => cluster.Hub.ConnectorsOf("default", "home").Length == 1);
        var toGateway = cluster.Hub.ConnectorsOf("default", "home")[0];
        node.Executor.Answer = PiecesFor;
        cluster.Clouds.Answer = body => [.. PiecesFor(body).Select(piece => new ModelText(piece)), new ModelEnded()];

        await using var stalledGateway = await StallAsync(toGateway, Zone.Cluster);
        await using var stalledCloud = await StallAsync(toCloud, Zone.Device);
        // Nobody is answered before all have asked: they are under way at the same time.
        var atGateway = new Gathering(Many);
        var atCloud = new Gathering(Many);
        node.Executor.Before = atGateway.JoinAsync;
        cluster.Clouds.Before = atCloud.JoinAsync;
        var answers = Enumerable.Range(0, Many).SelectMany(i => new[]
        {
            TestPrivacy.AskAsync(toGateway, $"question number {i}.", Zone.Cluster),
            TestPrivacy.AskAsync(toCloud, $"question number {i}."),
        }).ToArray();
        var updates = await Task.WhenAll(answers).WaitAsync(Eventually.Patience);

        for (var i = 0; i < updates.Length; i++)
            Assert.EndsWith(string.Concat(PiecesFor($"question number {i / 2}.")), TestPrivacy.TextOf(updates[i]), StringComparison.Ordinal);
        Assert.Equal(1, proxy.Accepted);
        await Eventually.TrueAsync(() => node.OpenInvocations == 2);

        // The stalled readers find all that was said, once they read on.
        Assert.Equal(Long, await RestAsync(stalledGateway));
        Assert.Equal(Long, await RestAsync(stalledCloud));
        await Eventually.TrueAsync(() => node.OpenInvocations + cluster.OpenInvocations == 0);
    }

    [Fact]
    public async Task What_waits_for_stalled_readers_is_bounded_by_their_credit_in_both_directions()
    {
        await using var pair = new SessionPair();
        var stalledAtNode = await OpenAsync(pair.Node);
        var stalledAtCluster = await OpenAsync(pair.Cluster);

        var calls = Enumerable.Range(0, Many).SelectMany(i => new[] { SessionPair.CallAsync(pair.Node, $"up {i}"), SessionPair.CallAsync(pair.Cluster, $"down {i}") });
        var answers = await Task.WhenAll(calls).WaitAsync(Eventually.Patience);

        Assert.Equal(Enumerable.Range(0, 2 * Many).Select(i => $"{(i % 2 == 0 ? "up" : "down")} {i / 2}"), answers.Select(Encoding.UTF8.GetString));
        foreach (var (answerer, asker, stream) in new[] { (pair.ClusterTransport, pair.Node, stalledAtNode), (pair.NodeTransport, pair.Cluster, stalledAtCluster) })
        {
            int InFlight() => answerer.Written.OfType<Chunk>().Where(c => c.Number == stream.Header.Number).Sum(c => c.Payload.Length + LinkSessionSettings.ChunkOverhead);
            await Eventually.TrueAsync(() => InFlight() > 60_000);
            await SessionPair.CallAsync(asker, "one more").WaitAsync(Eventually.Patience);
            Assert.InRange(InFlight(), 60_000, 64 * 1024);
            stream.Cancel();
        }

        await Eventually.TrueAsync(() => pair.Node.Invocations + pair.Cluster.Invocations == 0);
    }

    private static string Long { get; } = string.Concat(PiecesFor("stall"));

    /// <summary>Twenty numbered pieces for a question; a third of a megabyte for whoever will stall.</summary>
    private static IEnumerable<string> PiecesFor(string body)
    {
        if (body.Contains("stall", StringComparison.Ordinal))
            return Enumerable.Range(0, 350).Select(i => $"{i}".PadLeft(1000, '.'));
        var at = body.IndexOf("question number ", StringComparison.Ordinal);
        var question = body[at..body.IndexOf('.', at)];
        return Enumerable.Range(0, 20).Select(i => $"{question}, {i};");
    }

    private static async Task<IAsyncEnumerator<ModelUpdate>> StallAsync(ITargetConnector connector, Zone entered)
    {
        var answer = connector.RunAsync(TestPrivacy.Clear(connector, "please stall", entered), TestPrivacy.NewInvocation(), default).GetAsyncEnumerator();
        Assert.True(await answer.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));
        return answer;
    }

    private static async Task<string> RestAsync(IAsyncEnumerator<ModelUpdate> answer)
    {
        var text = new StringBuilder();
        do
            text.Append((answer.Current as ModelText)?.Text);
        while (await answer.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));
        return text.Replace("I was asked: ", "").ToString();
    }

    private static async Task<LinkStream> OpenAsync(LinkSession session)
    {
        var stream = session.Open(SessionPair.To("echo"));
        await stream.WriteMessageAsync(new byte[200_000], default);
        stream.End();
        return stream;
    }

    /// <summary>Holds whoever joins until so many have.</summary>
    private sealed class Gathering(int size)
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _joined;

        public Task JoinAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _joined) == size)
                _complete.SetResult();
            return _complete.Task.WaitAsync(cancellationToken);
        }
    }
}
