using System.Threading.Channels;

namespace Orchestrator.Conversations.Budgets;

/// <summary>A queue in which one at a time is first, so that a large want is not overtaken for ever. Thread-safe.</summary>
internal sealed class PurseQueue
{
    private readonly Channel<bool> _first = Channel.CreateBounded<bool>(1);
    private int _waiting;

    public PurseQueue() => _first.Writer.TryWrite(true);

    public bool IsEmpty => Volatile.Read(ref _waiting) == 0;

    public Place Take()
    {
        Interlocked.Increment(ref _waiting);
        return new(this);
    }

    /// <summary>A place in the queue, until it is disposed.</summary>
    internal sealed class Place(PurseQueue queue) : IDisposable
    {
        private bool _entered;

        /// <summary>Completes when this place is the first.</summary>
        public async ValueTask EnterAsync(CancellationToken cancellationToken) =>
            _entered = queue._first.Reader.TryRead(out _) || await queue._first.Reader.ReadAsync(cancellationToken);

        public void Dispose()
        {
            if (_entered)
                queue._first.Writer.TryWrite(true);
            Interlocked.Decrement(ref queue._waiting);
        }
    }
}
