using System.Threading.Channels;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// The one thread that writes. Appends wait in a bounded queue, and whatever waits when a commit ends shares the next one, so that the
/// cost of an fsync is divided by the load. A waiter is told only after the commit that holds its append; when a commit fails, all of
/// its waiters fail and nothing of it stays.
/// </summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    /// <summary>How often a journal that failed is tried when nobody writes.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);

    private readonly Channel<PendingWrite> _queue;
    private readonly SqliteDatabase _database;
    private readonly HealthMonitor _health;
    private readonly int _maxBatch;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _probe;
    private WriteSession? _session, _broken;

    public JournalWriter(SqliteDatabase database, WriteSession session, HealthMonitor health, SqliteJournalOptions options, TimeProvider time)
    {
        _database = database;
        _session = session;
        _health = health;
        _maxBatch = options.MaxBatch;

        // What continues synchronously is this thread's wait, and of an append that waited for a place no more than that it waits for its commit.
        _queue = Channel.CreateBounded<PendingWrite>(
            new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true, AllowSynchronousContinuations = true });
        new Thread(Run) { IsBackground = true, Name = "journal writer" }.Start();
        _probe = time.CreateTimer(static self => ((JournalWriter)self!).ProbeIfUnhealthy(), this, ProbeInterval, ProbeInterval);
    }

    /// <summary>Queues an append and waits for its commit. Cancelling before it is queued drops it; afterwards it ends the wait only.</summary>
    public async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        var write = new PendingAppend(append);
        await EnqueueAsync(write, cancellationToken);
        await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Queues other work, as an append is queued.</summary>
    public async ValueTask<T> RunAsync<T>(Func<WriteSession, T> work, CancellationToken cancellationToken)
    {
        var write = new PendingWork<T>(work);
        await EnqueueAsync(write, cancellationToken);
        return await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _probe.DisposeAsync();
        await _ended.Task;
    }

    private async ValueTask EnqueueAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteJournal));
        }
    }

    private void ProbeIfUnhealthy()
    {
        if (!_health.Current.Healthy)
            _queue.Writer.TryWrite(new PendingProbe()); // When the queue is full, the appends in it will tell.
    }

    private void Run()
    {
        try
        {
            var batch = new List<PendingWrite>(_maxBatch);
            while (WaitForWork())
            {
                while (batch.Count < _maxBatch && _queue.Reader.TryRead(out var write))
                    batch.Add(write);
                Write(batch);
                batch.Clear();
            }
            _broken?.Dispose();
            _session?.Dispose();
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }

    // This thread is the writer's own and has nothing else to do, so it may block.
    private bool WaitForWork() => _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Write(List<PendingWrite> batch)
    {
        try
        {
            _health.ThrowIfCorrupt();
            _session ??= Reopen();
            Transact(_session, batch);
        }
        catch (OrchestratorException damaged)
        {
            foreach (var write in batch)
                write.Failed(new OrchestratorException(damaged.Error));
            return;
        }
        catch (Exception e)
        {
            Abandon(e);
            foreach (var write in batch)
                write.Failed(_health.Failed(e));
            return;
        }

        _health.Succeeded();
        foreach (var write in batch)
            write.Committed();
    }

    private static void Transact(WriteSession session, List<PendingWrite> batch)
    {
        try
        {
            session.Begin();
            foreach (var write in batch)
                write.Apply(session);
        }
        catch (HalfWrittenException)
        {
            session.Rollback();
            session.Begin(apart: true);
            foreach (var write in batch)
                write.Apply(session);
        }

        session.Commit();
    }

    private WriteSession Reopen()
    {
        var session = new WriteSession(_database);
        _broken?.Dispose();
        _broken = null;
        return session;
    }

    private void Abandon(Exception cause)
    {
        try
        {
            _session?.Rollback();
            if (!SqliteFailure.NeedsNewConnection(cause))
                return;

            // It stays open until the next one is: whoever opened the file without it would read the log from its bytes, and find
            // there the commit that failed.
            if (_session is not null)
                (_broken, _session) = (_session, null);
        }
        catch (Exception)
        {
            // What the rollback could not undo, closing the connection does: an uncommitted transaction never survives it.
            var broken = _session;
            _session = null;
            broken?.Dispose();
        }
    }
}
