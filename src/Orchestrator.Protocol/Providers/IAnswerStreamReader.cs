namespace Orchestrator.Protocol.Providers;

/// <summary>Turns the data objects of one streamed answer into a model's updates. Not thread-safe; one for each stream.</summary>
public interface IAnswerStreamReader
{
    /// <summary>How long the text and tool calls so far are, in bytes of UTF-8.</summary>
    long Length { get; }

    /// <summary>Reads one data object.</summary>
    /// <param name="data">The bytes after <c>data:</c>.</param>
    /// <param name="updates">Receives the text, never empty.</param>
    /// <returns>True when this was the answer's last object.</returns>
    /// <exception cref="Conversations.Targets.TargetException">
    /// <c>protocol</c>: the bytes are no such object. <c>cut-off</c> or <c>busy</c>: the sender reports an error in the stream.
    /// </exception>
    bool Read(ReadOnlySpan<byte> data, ICollection<ModelUpdate> updates);

    /// <summary>The updates that are due at the stream's end: whole tool calls, then the end itself.</summary>
    /// <param name="updates">Receives them.</param>
    /// <exception cref="Conversations.Targets.TargetException">
    /// <c>cut-off</c>: the stream ended before the answer did. <c>protocol</c>: a tool call is no whole one.
    /// </exception>
    void Complete(ICollection<ModelUpdate> updates);
}
