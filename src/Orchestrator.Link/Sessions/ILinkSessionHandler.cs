using Google.Protobuf;

namespace Orchestrator.Link.Sessions;

/// <summary>What a session's owner does with what the other side sends.</summary>
internal interface ILinkSessionHandler
{
    /// <summary>
    /// Carries out an invocation that the other side opened. When it returns, this side of the invocation ends well; a
    /// <see cref="Conversations.Targets.TargetException"/> ends it with its code.
    /// </summary>
    /// <param name="stream">The invocation.</param>
    /// <param name="cancellationToken">Nobody waits for it any more.</param>
    Task HandleAsync(LinkStream stream, CancellationToken cancellationToken);

    /// <summary>Takes a frame of the session, such as Reported or Offers. Must return at once: everybody's frames wait.</summary>
    /// <param name="frame">The frame.</param>
    void Receive(IMessage frame);
}
