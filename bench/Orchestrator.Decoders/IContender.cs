namespace Orchestrator.Decoders;

/// <summary>Something that decodes, measured in turn with others.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    /// <summary>Bytes of weights.</summary>
    long Bytes { get; }

    /// <summary>Reads a prompt and writes tokens: seconds to the first token, and of each later one.</summary>
    Task<(double First, double[] Steps)> RunAsync(int prompt, int tokens);

    /// <summary>What its process takes, in bytes.</summary>
    long Memory { get; }
}
