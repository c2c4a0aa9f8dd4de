namespace Orchestrator.Decoders;

/// <summary>Something that decodes, measured in turn with others.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    /// <summary>Bytes of weights.</summary>
    long Bytes { get; }

    /// <summary>What it is compared with, of those that run beside it: their names begin like this; empty for nothing.</summary>
    string Rival => "";

    /// <summary>Reads a prompt and writes tokens.</summary>
    Task<Timing> RunAsync(int prompt, int tokens);

    /// <summary>What loading it added to its process, in bytes.</summary>
    long Memory { get; }

    /// <summary>What a token takes in its cache, in bytes; 0 where that is not known.</summary>
    long CacheBytesPerToken => 0;
}
