using System.Collections.Concurrent;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// A bounded pool of reading connections. SQLite reads block, so they run on the thread pool, never on the caller's scheduler and never
/// on the writer's thread. Thread-safe.
/// </summary>
internal sealed class JournalReaders(SqliteDatabase database, HealthMonitor health, int readers) : IAsyncDisposable
{
    private readonly ConcurrentBag<ReadSession> _idle = [];
    private readonly SemaphoreSlim _free = new(readers, readers);
    private volatile bool _disposed;

    /// <summary>Runs one read.</summary>
    /// <exception cref="OrchestratorException">The store failed (<see cref="ErrorReason.StorageUnavailable"/>), or the read refuses itself.</exception>
    /// <exception cref="ArgumentNullException">The reader asks with a value that is null.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<ReadSession, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteJournal));
        await _free.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteJournal));
            return await Task.Run(() => Read(read), cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the reads that run, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        for (var i = 0; i < readers; i++)
            await _free.WaitAsync();
        while (_idle.TryTake(out var session))
            session.Dispose();
        _free.Release(readers);
    }

    private T Read<T>(Func<ReadSession, T> read)
    {
        ReadSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
                session = new ReadSession(database.OpenReader());
            var result = read(session);
            _idle.Add(session);
            return result;
        }
        catch (Exception e) when (e is OrchestratorException or OperationCanceledException or ArgumentNullException)
        {
            // The reader's own: it says nothing of the disk.
            session?.Dispose();
            throw;
        }
        catch (Exception e)
        {
            session?.Dispose();
            throw health.Failed(e);
        }
    }
}
