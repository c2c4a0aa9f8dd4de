using Google.Protobuf;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Node;

/// <summary>Erases at this node what was erased at the cluster, of the node's own tenant alone.</summary>
internal static class LinkErasures
{
    /// <summary>Carries an order out and answers with the receipt, which is durable by then.</summary>
    /// <param name="tenant">The node's tenant.</param>
    /// <param name="stream">The invocation.</param>
    /// <param name="erasure">Erases; null where this process keeps no conversations.</param>
    /// <param name="cancellationToken">Nobody waits for the receipt any more; what was begun is completed.</param>
    public static async Task AnswerAsync(string tenant, LinkStream stream, IErasure? erasure, CancellationToken cancellationToken)
    {
        var message = await stream.ReadMessageAsync(LinkSessionSettings.MaxErasureMessage, cancellationToken)
            ?? throw new TargetException("protocol", "The invocation has no request.");
        var order = Read(message, tenant);
        if (erasure is null)
            throw new TargetException("rejected", "This node keeps no conversations.");
        try
        {
            var receipt = await erasure.EraseAsync(order, cancellationToken);
            await stream.WriteMessageAsync(receipt.ToProto().ToByteArray(), cancellationToken);
        }
        catch (OrchestratorException failed)
        {
            throw new TargetException("rejected", failed.Error.Message, failed);
        }
    }

    private static ErasureRequest Read(ReadOnlyMemory<byte> message, string tenant)
    {
        try
        {
            return ErasureOrder.Parser.ParseFrom(message.Span).FromProto(tenant);
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or WireFormatException)
        {
            throw new TargetException("protocol", "The order to erase cannot be read.", malformed);
        }
    }
}
