namespace Orchestrator.Privacy;

/// <summary>
/// Writes the very bytes that a connector sends. Only the egress gate calls it, on a request that is already rewritten;
/// the connector sends the bytes and serialises nothing else.
/// </summary>
public interface IEgressCodec
{
    /// <summary>The bytes of one request. Thread-safe.</summary>
    /// <param name="request">The request as the target may see it.</param>
    ReadOnlyMemory<byte> Encode(ModelRequest request);
}
