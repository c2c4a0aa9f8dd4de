using System.Collections.Concurrent;

namespace Orchestrator.Privacy;

/// <summary>What one analysis works in. Between analyses it holds no text.</summary>
internal sealed class AnalysisBuffers
{
    // The room that a long text needed is not kept for the short ones after it.
    private const int MostKept = 8192;

    public DetectionText Text { get; } = new("", null);

    public List<Finding> Found { get; } = [];

    /// <summary>Gives them back to the pool, forgetting the text.</summary>
    public void ReturnTo(ConcurrentQueue<AnalysisBuffers> pool)
    {
        if (Text.Room > MostKept || Found.Capacity > MostKept)
            return;
        Text.Begin("", null);
        Found.Clear();
        pool.Enqueue(this);
    }
}
