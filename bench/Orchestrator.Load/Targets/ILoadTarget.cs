namespace Orchestrator.Load.Targets;

/// <summary>Something that is asked. Thread-safe.</summary>
internal interface ILoadTarget : IDisposable
{
    string Name { get; }

    /// <summary>Asks once and reads the answer to its end.</summary>
    /// <param name="number">Makes the prompt differ from every other one, so that no cache answers for the analysis.</param>
    Task<LoadAnswer> AskAsync(long number);
}
