using Google.Protobuf;
using Orchestrator.Protocol;

namespace Orchestrator.Grains.Conversations;

/// <summary>What a grain answers: a message of the wire protocol, or an <c>Error</c>. Exceptions do not cross silos unharmed.</summary>
/// <param name="Content">The message.</param>
/// <param name="Error">An <c>Error</c>, when there is no answer.</param>
[GenerateSerializer]
[Immutable]
[Alias("orchestrator.GrainReply")]
public sealed record GrainReply([property: Id(0)] byte[]? Content, [property: Id(1)] byte[]? Error)
{
    /// <summary>Done, and nothing to tell.</summary>
    internal static GrainReply Done { get; } = new(null, null);

    internal static GrainReply Of(IMessage message) => new(message.ToByteArray(), null);

    internal static GrainReply Of(OrchestratorError error) => new(null, error.ToProto().ToByteArray());

    /// <exception cref="OrchestratorException">The reply is an error.</exception>
    internal byte[] Unwrap() => Error is null
        ? Content ?? []
        : throw new OrchestratorException(Protocol.V1.Error.Parser.ParseFrom(Error).FromProto());
}
