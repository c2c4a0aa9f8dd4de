using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Cluster;

/// <summary>
/// Carries an invocation from one node's link to another's, chunk by chunk and each when its reader has credit, so that nothing
/// piles up here. It sees sealed bytes only and counts them.
/// </summary>
internal static class LinkRelay
{
    /// <summary>Carries both directions until the answer has ended.</summary>
    /// <param name="asker">The invocation that came in.</param>
    /// <param name="answerer">The session of the node that runs the target.</param>
    /// <param name="instruments">Counts what is carried.</param>
    /// <param name="cancellationToken">The asker has gone.</param>
    public static async Task CarryAsync(LinkStream asker, LinkSession answerer, LinkInstruments instruments, CancellationToken cancellationToken)
    {
        var header = asker.Header;
        var onward = answerer.Open(new Invoke { Invocation = header.Invocation, Node = header.Node, Target = header.Target, Sealed = true });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var request = CarryRequestAsync(asker, onward, instruments, over.Token);
        try
        {
            while (await onward.ReadAsync(cancellationToken) is { } chunk)
            {
                await asker.WriteAsync(chunk, cancellationToken);
                instruments.Relayed(chunk.Payload.Length, "answer");
            }
        }
        finally
        {
            onward.Cancel();
            await over.CancelAsync();
            await request;
        }
    }

    private static async Task CarryRequestAsync(LinkStream asker, LinkStream onward, LinkInstruments instruments, CancellationToken over)
    {
        try
        {
            while (await asker.ReadAsync(over) is { } chunk)
            {
                await onward.WriteAsync(chunk, over);
                instruments.Relayed(chunk.Payload.Length, "request");
            }

            onward.End();
        }
        catch (Exception broken) when (broken is TargetException or OperationCanceledException)
        {
            // Whoever broke off has told the direction of the answer too, which reports it.
            onward.Cancel();
        }
    }
}
