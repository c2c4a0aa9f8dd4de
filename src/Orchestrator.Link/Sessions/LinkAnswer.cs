using System.Runtime.CompilerServices;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sealing;
using Orchestrator.Link.Wire;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Sessions;

/// <summary>Asks a target at the other side of a session and reads its answer.</summary>
internal static class LinkAnswer
{
    /// <summary>The longest message of an answer: a tool call's arguments are one message.</summary>
    private const int MaxMessage = 4 * 1024 * 1024;

    /// <summary>Sends a request and streams the answer, which ends with <see cref="ModelEnded"/> or a <see cref="TargetException"/>.</summary>
    /// <param name="session">The session, or null when the link is down.</param>
    /// <param name="invoke">What to invoke.</param>
    /// <param name="request">The very bytes to send.</param>
    /// <param name="seal">Opens the answer's messages, when they are sealed.</param>
    /// <param name="cancellationToken">Cancels the work at the other side too.</param>
    public static async IAsyncEnumerable<ModelUpdate> ReadAsync(
        LinkSession? session, Invoke invoke, ReadOnlyMemory<byte> request, SealedAnswer? seal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (session is null)
            throw new TargetException("unreachable", "The link is down.");
        var stream = session.Open(invoke);
        var content = false;
        try
        {
            await WriteAsync(stream, request, cancellationToken);
            while (await NextAsync(stream, seal, content, cancellationToken) is { } next)
            {
                if (next.Update is null)
                    continue;
                content |= next.Update is ModelText or ModelToolCall;
                yield return next.Update;
                if (next.Update is ModelEnded)
                    yield break;
            }

            throw new TargetException("cut-off", "The answer stopped before its end.");
        }
        finally
        {
            stream.Cancel();
        }
    }

    private static async Task WriteAsync(LinkStream stream, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await stream.WriteMessageAsync(request, cancellationToken);
        stream.End();
    }

    private static async ValueTask<Next?> NextAsync(LinkStream stream, SealedAnswer? seal, bool content, CancellationToken cancellationToken)
    {
        try
        {
            if (await stream.ReadMessageAsync(MaxMessage, cancellationToken) is not { } message)
                return null;
            if (seal is null)
                return new(ModelUpdateWire.FromBytes(message.Span));
            var opened = ModelUpdateWire.FromBytes(seal.Open(message, out var last));
            // Only the sealed mark says that nothing was cut away; the end and the mark must say the same.
            return last == opened is ModelEnded ? new(opened) : throw new SealException("the sealed answer's mark and its end disagree");
        }
        catch (TargetException failure) when (content && failure.Code == "unreachable")
        {
            throw new TargetException("cut-off", failure.Message, failure);
        }
        catch (SealException broken)
        {
            throw new TargetException("protocol", $"The answer cannot be trusted: {broken.Message}.", broken);
        }
    }

    private readonly record struct Next(ModelUpdate? Update);
}
