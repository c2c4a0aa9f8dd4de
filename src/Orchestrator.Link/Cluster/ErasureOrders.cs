using System.Security.Cryptography;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;
using ErasureReceipt = Orchestrator.Conversations.Erasure.ErasureReceipt;

namespace Orchestrator.Link.Cluster;

/// <summary>
/// Brings what is erased here to the nodes, which keep conversations of their own: as soon as a node is linked, and again until its receipt
/// is durable here. What is still to come is what the journal says; nothing of it is in memory only. Thread-safe.
/// </summary>
public sealed partial class ErasureOrders : IErasureReach
{
    // A node whose disk fails is asked again after this while, without a new link.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly INodeDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ILogger<ErasureOrders> _logger;
    private readonly IErasureJournal? _journal;

    /// <summary>Makes it.</summary>
    /// <param name="directory">The nodes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told who has confirmed; never content.</param>
    /// <param name="journal">What was erased and who has confirmed; null where nothing is kept that could be erased.</param>
    public ErasureOrders(INodeDirectory directory, TimeProvider time, ILogger<ErasureOrders> logger, IErasureJournal? journal = null) =>
        (_directory, _time, _logger, _journal) = (directory, time, logger, journal);

    private event Action<string>? Announced;

    /// <inheritdoc/>
    public IReadOnlyList<string> NodesOf(string tenant) => [.. _directory.NodesOf(tenant).Select(static n => n.Id).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Announce(string tenant) => Announced?.Invoke(tenant);

    /// <summary>Serves one linked node until its link ends.</summary>
    internal async Task ServeAsync(LinkedNode node, LinkSession session, CancellationToken ended)
    {
        if (_journal is null)
            return;
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        Announced += Ring;
        try
        {
            while (!ended.IsCancellationRequested)
            {
                var rung = bell.Reader.WaitToReadAsync(ended).AsTask();
                var pause = await SendAllAsync(_journal, node, session, ended) ? Timeout.InfiniteTimeSpan : s_pause;
                await Task.WhenAny(rung, Task.Delay(pause, _time, ended));
                bell.Reader.TryRead(out _);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // What is still to come is sent over the next link.
        }
        finally
        {
            Announced -= Ring;
        }

        void Ring(string tenant)
        {
            if (tenant == node.Tenant)
                bell.Writer.TryWrite(true);
        }
    }

    /// <summary>Sends all that the node has not confirmed; false where something is left.</summary>
    private async Task<bool> SendAllAsync(IErasureJournal journal, LinkedNode node, LinkSession session, CancellationToken ended)
    {
        IReadOnlyList<ErasureRequest> left;
        try
        {
            left = await journal.UnconfirmedErasuresAsync(node.Tenant, node.Id, ended);
        }
        catch (OrchestratorException e)
        {
            LogNotConfirmed(node.Id, e.GetType().Name);
            return false;
        }

        var all = true;
        foreach (var erasure in left)
            all &= await TrySendAsync(journal, node, session, erasure, ended);
        return all;
    }

    // One that a node cannot carry out must not keep the others from it.
    private async Task<bool> TrySendAsync(IErasureJournal journal, LinkedNode node, LinkSession session, ErasureRequest erasure, CancellationToken ended)
    {
        try
        {
            var receipt = await SendAsync(session, erasure, ended);
            await journal.ConfirmErasureAsync(node.Tenant, erasure.ErasureId, new(node.Id, _time.GetUtcNow(), receipt.Conversations, receipt.Events), ended);
            LogConfirmed(node.Id, erasure.ErasureId, receipt.Conversations);
            return true;
        }
        catch (Exception e) when (e is TargetException or OrchestratorException or InvalidProtocolBufferException or WireFormatException || (e is OperationCanceledException && !ended.IsCancellationRequested))
        {
            LogNotConfirmed(node.Id, e is TargetException refused ? refused.Code : e.GetType().Name);
            return false;
        }
    }

    private static async Task<ErasureReceipt> SendAsync(LinkSession session, ErasureRequest erasure, CancellationToken ended)
    {
        var stream = session.Open(new Invoke { Invocation = RandomNumberGenerator.GetHexString(32, lowercase: true), Erasure = true });
        try
        {
            await stream.WriteMessageAsync(erasure.ToOrder().ToByteArray(), ended);
            stream.End();
            var answer = await stream.ReadMessageAsync(LinkSessionSettings.MaxErasureMessage, ended)
                ?? throw new TargetException("protocol", "The node ended without a receipt.");
            return Protocol.V1.ErasureReceipt.Parser.ParseFrom(answer.Span).FromProto();
        }
        finally
        {
            stream.Cancel();
        }
    }

    [LoggerMessage(EventId = 3130, Level = LogLevel.Information, Message = "Node {Node} has confirmed erasure {ErasureId}: {Conversations} conversations.")]
    private partial void LogConfirmed([Operational] string node, [CallerId] string erasureId, int conversations);

    [LoggerMessage(EventId = 3131, Level = LogLevel.Warning, Message = "Node {Node} has not confirmed an erasure ({Why}). It is asked again.")]
    private partial void LogNotConfirmed([Operational] string node, [Operational] string why);
}
