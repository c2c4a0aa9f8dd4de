using System.Runtime.CompilerServices;

namespace Orchestrator.Inference.Templates;

/// <summary>One rendering: the clock, and how much work is left. A template comes from strangers, so that all it can use up is counted.</summary>
internal sealed class RenderRun(TimeProvider time)
{
    /// <summary>Deeper than any template nests; far less than the stack bears.</summary>
    private const int MostDepth = 300;

    // Values gone through, characters made, nodes evaluated. A node counts eight; a prompt of 100,000 tokens takes about a fifth of it.
    private const long MostWork = 16L << 20;

    private long _work;
    private int _depth;

    public TimeProvider Time => time;

    /// <summary>Counts work before it is done.</summary>
    public void Charge(long amount)
    {
        _work += amount;
        if (_work > MostWork || amount < 0)
            throw new TemplateFault($"the template does more than {MostWork} steps of work; it loops too long or makes too much text");
    }

    public Depth Deeper()
    {
        if (++_depth > MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _depth--;
            throw new TemplateFault($"the template nests deeper than {MostDepth}");
        }

        return new(this);
    }

    public readonly ref struct Depth(RenderRun run)
    {
        public void Dispose() => run._depth--;
    }
}
