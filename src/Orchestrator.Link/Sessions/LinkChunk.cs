namespace Orchestrator.Link.Sessions;

/// <summary>A message of an invocation, or a piece of one.</summary>
/// <param name="Payload">The bytes; nobody changes them.</param>
/// <param name="More">The next chunk goes on with this message.</param>
internal readonly record struct LinkChunk(ReadOnlyMemory<byte> Payload, bool More);
