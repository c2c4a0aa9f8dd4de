using Google.Protobuf;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Usage;
using Orchestrator.Link.Sessions;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Cluster;

/// <summary>Where nodes tell what their attempts took.</summary>
internal static class UsageDesk
{
    /// <summary>Keeps what a node tells as usage of its own tenant, and answers once it is on the disk.</summary>
    /// <param name="asker">The node.</param>
    /// <param name="stream">The invocation.</param>
    /// <param name="inbox">Where usage is kept; null when this host keeps none.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    public static async Task AnswerAsync(HubConnection asker, LinkStream stream, IUsageInbox? inbox, CancellationToken cancellationToken)
    {
        if (inbox is null)
            throw new TargetException("rejected", "Usage is not kept here.");
        var message = await stream.ReadMessageAsync(LinkSessionSettings.MaxUsageMessage, cancellationToken)
            ?? throw new TargetException("protocol", "The invocation has no request.");
        try
        {
            await inbox.TakeAsync(asker.Node.Tenant, UsageReport.Parser.ParseFrom(message.Span).FromProto(), cancellationToken);
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or WireFormatException)
        {
            throw new TargetException("protocol", "The report on usage cannot be read.", malformed);
        }
        catch (OrchestratorException failed)
        {
            throw new TargetException("unreachable", failed.Error.Message, failed);
        }

        await stream.WriteMessageAsync(new UsageTaken().ToByteArray(), cancellationToken);
    }
}
