using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Sealing;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Privacy.Telemetry;
using NodeRole = Orchestrator.Link.Identity.NodeRole;

namespace Orchestrator.Link.Node;

/// <summary>
/// Carries out what others invoke at this node: plain from the cluster, which then decided, or sealed from a node of this site,
/// and then answered sealed.
/// </summary>
internal sealed partial class LinkInvocations(
    NodeIdentity identity, string incarnation, ILinkExecutor executor, TimeProvider time, int maxRequest, ILogger<LinkClient> logger)
{
    private readonly SealedRequestGuard _guard = new(time, incarnation);

    public async Task RunAsync(LinkStream stream, CancellationToken cancellationToken)
    {
        var header = stream.Header;
        if (identity.Role != NodeRole.Gateway)
            throw new TargetException("rejected", $"Node {identity.Node} is a device; it answers nobody else.");
        if (header.Node.Length > 0 && header.Node != identity.Node)
            throw new TargetException("rejected", $"The invocation is for node {header.Node}; this is {identity.Node}.");
        var target = executor.Targets.FirstOrDefault(t => NodeTargetWire.LocalId(t.Id, identity.Node) == header.Target)
            ?? throw new TargetException("rejected", $"Node {identity.Node} has no target of that name.");
        var bytes = await stream.ReadMessageAsync(maxRequest, cancellationToken)
            ?? throw new TargetException("protocol", "The invocation has no request.");

        var opened = header.Sealed ? Open(header.Target, bytes, header.Invocation) : null;
        using var seal = opened is null ? null : SealedAnswer.Write(identity, opened.Sender, header.Target, bytes);
        var request = new LinkRequest
        {
            TargetId = target.Id,
            Body = opened?.Body ?? bytes,
            InvocationId = header.Invocation,
            SealedBy = opened?.Sender.Node,
        };
        try
        {
            await AnswerAsync(stream, request, seal, cancellationToken);
        }
        catch (TargetException failed) when (seal is not null)
        {
            // The stream's end crosses the cluster in clear, and what is said of a request may quote it.
            await stream.WriteMessageAsync(seal.Seal(ModelUpdateWire.ToBytes(failed), last: false), cancellationToken);
            throw new TargetException(failed.Code, $"Gateway {identity.Node} has said why in its sealed answer.", failed);
        }
    }

    private async Task AnswerAsync(LinkStream stream, LinkRequest request, SealedAnswer? seal, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var update in executor.RunAsync(request, cancellationToken))
            {
                var message = ModelUpdateWire.ToBytes(update);
                var last = update is ModelEnded;
                await stream.WriteMessageAsync(seal is null ? message : seal.Seal(message, last), cancellationToken);
                if (last)
                    return;
            }
        }
        catch (OrchestratorException refused)
        {
            throw new TargetException("rejected", refused.Message, refused);
        }

        throw new TargetException("cut-off", "The model stopped before the end of its answer.");
    }

    private OpenedRequest Open(string target, ReadOnlyMemory<byte> bytes, string invocation)
    {
        try
        {
            var opened = SealedRequest.Open(identity, target, bytes, time.GetUtcNow());
            _guard.Admit(opened);
            return opened;
        }
        catch (SealException refused)
        {
            LogSealRefused(invocation, refused.Message);
            throw new TargetException("rejected", $"Gateway {identity.Node} refused it: {refused.Message}.", refused);
        }
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Warning, Message = "Sealed invocation {Invocation} was refused: {Problem}.")]
    private partial void LogSealRefused([Operational] string invocation, [Operational] string problem);
}
