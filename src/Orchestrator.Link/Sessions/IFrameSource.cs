using Google.Protobuf;

namespace Orchestrator.Link.Sessions;

/// <summary>An invocation as the writer sees it.</summary>
internal interface IFrameSource
{
    /// <summary>The cancel or credit to send, or null when there is none any more.</summary>
    IMessage? TakeSignal();

    /// <summary>The chunk or end to send, or null when there is none any more or credit is short.</summary>
    IMessage? TakeData();
}
