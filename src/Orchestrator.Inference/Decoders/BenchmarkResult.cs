namespace Orchestrator.Inference.Decoders;

/// <summary>How fast a decoder is on this machine.</summary>
/// <param name="PrefillPerSecond">Prompt tokens read in a second.</param>
/// <param name="DecodePerSecond">Tokens written in a second.</param>
/// <param name="FirstToken">Time until the first token of the prompt's length that was measured.</param>
/// <param name="MemoryBytes">The process's memory after it.</param>
/// <param name="WeightBytes">Size of the weights, which each token reads; an embedding that is only looked up counts too.</param>
/// <param name="BandwidthBytes">Bytes that this machine's memory yields in a second, measured in the same run.</param>
public sealed record BenchmarkResult(double PrefillPerSecond, double DecodePerSecond, TimeSpan FirstToken, long MemoryBytes, long WeightBytes, double BandwidthBytes)
{
    /// <summary>What was reached of the tokens a second that the memory's bandwidth allows; above 1 where the weights fit the processor's cache.</summary>
    public double ShareOfBound => DecodePerSecond * WeightBytes / BandwidthBytes;
}
