using System.Text.Json;

namespace Orchestrator.Privacy.Tests;

/// <summary>Writes requests as plain JSON; it stands in for the protocol's codec.</summary>
internal sealed class PlainCodec : IEgressCodec
{
    public ReadOnlyMemory<byte> Encode(ModelRequest request) => JsonSerializer.SerializeToUtf8Bytes(request);
}
