using System.Text;
using CsCheck;
using Google.Protobuf;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Tests.Linked;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Tests.Sessions;

public sealed class LinkSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Either_side_can_invoke_the_other()
    {
        await using var pair = new SessionPair();

        Assert.Equal("from the node"u8.ToArray(), await SessionPair.CallAsync(pair.Node, "from the node").WaitAsync(Patience));
        Assert.Equal("from the cluster"u8.ToArray(), await SessionPair.CallAsync(pair.Cluster, "from the cluster").WaitAsync(Patience));

        // Who answered lets go a moment after its last frame was read.
        await Eventually.TrueAsync(() => pair.Node.Invocations + pair.Cluster.Invocations == 0);
    }

    [Fact]
    public Task Messages_of_any_size_arrive_whole_and_in_order() =>
        Gen.Int[0, 300_000].Array[1, 6].SampleAsync(async sizes =>
        {
            await using var pair = new SessionPair();
            var requests = sizes.Select((size, i) => Enumerable.Range(0, size).Select(j => (byte)(i + j)).ToArray()).ToArray();
            var answers = await Task.WhenAll(requests.Select(r => SessionPair.CallAsync(pair.Node, r))).WaitAsync(Patience);
            Assert.Equal(requests, answers);
        }, iter: 15);

    [Fact]
    public async Task A_reader_that_stalls_delays_none_of_a_thousand_others_and_holds_no_more_than_its_window()
    {
        await using var pair = new SessionPair();
        var stalled = pair.Node.Open(SessionPair.To("echo"));
        await stalled.WriteMessageAsync(new byte[200_000], default);
        stalled.End();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => SessionPair.CallAsync(pair.Node, $"request {i}"))).WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"request {i}"), answers.Select(Encoding.UTF8.GetString));
        int InFlight() => pair.ClusterTransport.Written.OfType<Chunk>().Where(c => c.Number == 1).Sum(c => c.Payload.Length + 32);
        await Eventually.TrueAsync(() => InFlight() > 60_000);
        await SessionPair.CallAsync(pair.Node, "one more").WaitAsync(Patience);
        Assert.InRange(InFlight(), 60_000, 65_536);

        var rest = 0;
        while (await stalled.ReadMessageAsync(1 << 20, default).AsTask().WaitAsync(Patience) is { } message)
            rest += message.Length;
        Assert.Equal(200_000, rest);
    }

    [Fact]
    public async Task Writers_take_turns_whatever_the_size_of_what_they_send()
    {
        await using var pair = new SessionPair();
        var large = pair.Node.Open(SessionPair.To("echo"));
        var sending = large.WriteMessageAsync(new byte[10_000_000], default);

        await SessionPair.CallAsync(pair.Node, "small").WaitAsync(Patience);

        Assert.False(sending.IsCompleted);
        large.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Cancelling_stops_the_work_at_the_other_side()
    {
        var stopped = new TaskCompletionSource();
        await using var pair = new SessionPair(atCluster: async (stream, token) =>
        {
            await stream.WriteMessageAsync("first"u8.ToArray(), token);
            using var registration = token.Register(stopped.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var stream = pair.Node.Open(SessionPair.To("slow"));
        Assert.NotNull(await stream.ReadMessageAsync(100, default).AsTask().WaitAsync(Patience));

        stream.Cancel();

        await stopped.Task.WaitAsync(Patience);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.ReadAsync(default).AsTask());
        Assert.Equal(0, pair.Node.Invocations);
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("busy")]
    public async Task A_failure_reaches_the_caller_with_its_code_after_what_came_before(string code)
    {
        await using var pair = new SessionPair(atCluster: async (stream, token) =>
        {
            await stream.WriteMessageAsync("first"u8.ToArray(), token);
            throw new TargetException(code, "as told");
        });
        var stream = pair.Node.Open(SessionPair.To("failing"));

        Assert.Equal("first"u8.ToArray(), (await stream.ReadMessageAsync(100, default).AsTask().WaitAsync(Patience))!.Value.ToArray());
        var failure = await Assert.ThrowsAsync<TargetException>(() => stream.ReadMessageAsync(100, default).AsTask().WaitAsync(Patience));
        Assert.Equal((code, "as told"), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task An_unexpected_exception_tells_the_other_side_nothing_of_itself()
    {
        await using var pair = new SessionPair(atCluster: (_, _) => throw new InvalidOperationException("4111 1111"));
        var stream = pair.Node.Open(SessionPair.To("failing"));

        var failure = await Assert.ThrowsAsync<TargetException>(() => stream.ReadAsync(default).AsTask().WaitAsync(Patience));
        Assert.Equal("internal", failure.Code);
        Assert.DoesNotContain("4111", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wherever_the_link_is_cut_every_invocation_ends_and_both_sessions_too()
    {
        for (var cut = 0; cut < 40; cut++)
        {
            await using var pair = new SessionPair();
            pair.ClusterTransport.CutAfter = cut;
            var calls = Enumerable.Range(0, 5).Select(_ => SessionPair.CallAsync(pair.Node, new byte[8000])).ToArray();

            foreach (var call in calls)
            {
                var failure = await Record.ExceptionAsync(() => call.WaitAsync(Patience));
                Assert.True(failure is null or TargetException { Code: "unreachable" }, $"after {cut} frames: {failure}");
            }

            if (calls.Any(c => c.IsFaulted))
                Assert.Equal(LinkEnding.ConnectionLost, (await pair.NodeEnding.WaitAsync(Patience)).Reason);
            Assert.Equal(0, pair.Node.Invocations);
        }
    }

    [Fact]
    public async Task Silence_of_three_heartbeats_ends_the_link_and_its_invocations()
    {
        var (node, _) = MemoryTransport.Pair();
        await using var pair = new SessionPair();
        var alone = new LinkSession(node, new() { OpensOdd = true }, new Silent(), pair.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var ending = alone.RunAsync(default);
        var stream = alone.Open(SessionPair.To("nobody"));

        pair.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(ending.IsCompleted);
        pair.Time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(LinkEnding.HeartbeatMissed, (await ending.WaitAsync(Patience)).Reason);
        Assert.Equal("unreachable", (await Assert.ThrowsAsync<TargetException>(() => stream.ReadAsync(default).AsTask())).Code);
    }

    [Fact]
    public async Task Heartbeats_of_both_sides_keep_an_idle_link_alive()
    {
        await using var pair = new SessionPair();
        for (var second = 0; second < 20; second++)
        {
            var (before, after) = (pair.NodeTransport.Written.Count, pair.ClusterTransport.Written.Count);
            pair.Time.Advance(TimeSpan.FromSeconds(1));
            await Eventually.TrueAsync(() => pair.NodeTransport.Written.Count > before && pair.ClusterTransport.Written.Count > after);
            // The frames have crossed when an invocation behind them has.
            await SessionPair.CallAsync(pair.Node, "x").WaitAsync(Patience);
        }

        Assert.True(pair.Node.Alive && pair.Cluster.Alive);
        Assert.Equal(20, pair.NodeTransport.Written.OfType<Heartbeat>().Count());
    }

    [Fact]
    public async Task More_invocations_than_allowed_are_answered_busy_and_others_go_on()
    {
        var release = new TaskCompletionSource();
        await using var pair = new SessionPair(maxInvocations: 2, atCluster: async (stream, token) =>
        {
            await release.Task.WaitAsync(token);
            await SessionPair.EchoAsync(stream, token);
        });
        var first = SessionPair.CallAsync(pair.Node, "1");
        var second = SessionPair.CallAsync(pair.Node, "2");

        var third = await Assert.ThrowsAsync<TargetException>(() => SessionPair.CallAsync(pair.Node, "3").WaitAsync(Patience));
        release.SetResult();

        Assert.Equal("busy", third.Code);
        Assert.Equal(["1"u8.ToArray(), "2"u8.ToArray()], await Task.WhenAll(first, second).WaitAsync(Patience));
    }

    private static Dictionary<string, IMessage[]> MalformedFrames() => new()
    {
        { "a chunk of no invocation", [new Chunk { Number = 7 }] },
        { "a credit of no invocation", [new Credit { Number = 7, Bytes = 1 }] },
        { "an invocation under the other side's number", [new Invoke { Number = 2 }] },
        { "an invocation under number 0", [new Invoke { Number = 0 }] },
        { "a number used twice", [new Invoke { Number = 3 }, new Invoke { Number = 3 }] },
        { "a number that falls", [new Invoke { Number = 3 }, new Invoke { Number = 1 }] },
        { "a chunk too large", [new Invoke { Number = 1 }, new Chunk { Number = 1, Payload = ByteString.CopyFrom(new byte[16_385]) }] },
        { "more than the credit", [new Invoke { Number = 1 }, .. Enumerable.Repeat(new Chunk { Number = 1, More = true, Payload = ByteString.CopyFrom(new byte[16_384]) }, 4)] },
        { "credit for nothing sent", [new Invoke { Number = 1 }, new Credit { Number = 1, Bytes = 1 }] },
        { "no credit at all", [new Invoke { Number = 1 }, new Credit { Number = 1 }] },
        { "a chunk after the end", [new Invoke { Number = 1 }, new End { Number = 1 }, new Chunk { Number = 1 }] },
        { "two ends", [new Invoke { Number = 1 }, new End { Number = 1 }, new End { Number = 1 }] },
    };

    public static TheoryData<string> Malformed() => new(MalformedFrames().Keys);

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_frame_that_breaks_the_rules_ends_the_link_with_a_reason(string rule)
    {
        var (node, cluster) = MemoryTransport.Pair();
        var session = new LinkSession(cluster, new() { OpensOdd = false }, new Silent(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var ending = session.RunAsync(default);

        foreach (var frame in MalformedFrames()[rule])
            await node.WriteAsync(frame, default);

        var why = await ending.WaitAsync(Patience);
        Assert.True(why.Reason == LinkEnding.ProtocolError, rule);
        var goaway = Assert.Single(cluster.Written.OfType<Goaway>());
        Assert.Equal(why.Message, goaway.Message);
    }

    [Fact]
    public async Task A_late_frame_of_a_closed_invocation_is_ignored()
    {
        await using var pair = new SessionPair();
        await SessionPair.CallAsync(pair.Node, "one").WaitAsync(Patience);

        await pair.NodeTransport.WriteAsync(new Credit { Number = 1, Bytes = 5 }, default);
        await pair.NodeTransport.WriteAsync(new Cancel { Number = 1 }, default);

        Assert.Equal("two"u8.ToArray(), await SessionPair.CallAsync(pair.Node, "two").WaitAsync(Patience));
    }

    [Fact]
    public async Task A_session_that_stops_says_so_and_fails_what_runs()
    {
        await using var pair = new SessionPair(atCluster: (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var stream = pair.Node.Open(SessionPair.To("slow"));

        pair.Cluster.End(LinkEnding.Superseded, "another one");

        Assert.Equal(new LinkEnding(LinkEnding.Superseded, "another one", ByPeer: true) { FailedInvocations = 1 }, await pair.NodeEnding.WaitAsync(Patience));
        Assert.Equal("unreachable", (await Assert.ThrowsAsync<TargetException>(() => stream.ReadAsync(default).AsTask())).Code);
        Assert.Equal("unreachable", (await Assert.ThrowsAsync<TargetException>(() => SessionPair.CallAsync(pair.Node, "late"))).Code);
    }

    private sealed class Silent : ILinkSessionHandler
    {
        public Task HandleAsync(LinkStream stream, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

        public void Receive(IMessage frame)
        {
        }
    }
}
