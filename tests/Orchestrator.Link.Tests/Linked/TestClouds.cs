using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Cluster;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>A provider that keeps what it was sent.</summary>
internal sealed class TestClouds : ICloudTargets, IRelayExecutor
{
    private ImmutableArray<CloudTarget> _targets =
    [
        new(new()
        {
            Id = "cloud@stand-in",
            Tier = Tier.Cloud,
            Zone = Zone.Cloud("stand-in"),
            Node = "stand-in",
            Model = new("stand-in-1", StandIn: true),
            Price = new(0.15m, 0.6m),
            Capabilities = new() { OpenEnded = true, Tools = true },
        }, new()),
    ];

    /// <summary>What it answers; the last is the end.</summary>
    public Func<string, IEnumerable<ModelUpdate>> Answer { get; set; } = _ =>
        [new ModelText("from the cloud"), new ModelToolCall(new("1", "prove", "{}")), new ModelEnded { FinishReason = "tool_calls", Usage = new(10, 2) }];

    /// <summary>What it does before it answers.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public event Action? Changed;

    public ConcurrentQueue<string> Sent { get; } = new();

    public ConcurrentQueue<Invocation> Invocations { get; } = new();

    public void Set(Target target)
    {
        _targets = [new(target, new())];
        Changed?.Invoke();
    }

    public ImmutableArray<CloudTarget> TargetsOf(string tenant, string site) => _targets;

    public async IAsyncEnumerable<ModelUpdate> RunAsync(
        Cleared<RelayedRequest> cleared, Invocation invocation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Invocations.Enqueue(invocation);
        Sent.Enqueue(Encoding.UTF8.GetString(cleared.Buffer.Span));
        await Before(cancellationToken);
        foreach (var update in Answer(Encoding.UTF8.GetString(cleared.Buffer.Span)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }
}
