using Microsoft.Extensions.Logging;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// Remembers whether the journal works, and logs each change once. Damage stays until the process ends: a write that succeeds
/// elsewhere in the file proves nothing about it. Thread-safe.
/// </summary>
internal sealed partial class HealthMonitor(string path, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private volatile JournalHealth _current = new(StorageState.Ok, time.GetUtcNow());

    public JournalHealth Current => _current;

    /// <summary>Notes a failure and makes of it what a waiter is told.</summary>
    public OrchestratorException Failed(Exception cause)
    {
        var state = SqliteFailure.StateOf(cause, path);
        lock (_lock)
        {
            var before = _current;
            if (before.State != state && before.State != StorageState.Corrupt)
            {
                var now = new JournalHealth(state, time.GetUtcNow(), SqliteFailure.DetailOf(state, cause, path));
                _current = now;
                LogFailed(logger, path, now.Code, now.Found, now.Remedy, cause);
            }

            return SqliteFailure.ToException(new(state, _current.Since), cause);
        }
    }

    public void Succeeded()
    {
        if (_current.State is StorageState.Ok or StorageState.Corrupt)
            return;
        lock (_lock)
        {
            var before = _current;
            if (before.State is StorageState.Ok or StorageState.Corrupt)
                return;
            var now = time.GetUtcNow();
            _current = new(StorageState.Ok, now);
            LogRecovered(logger, path, before.Code, now - before.Since);
        }
    }

    /// <summary>Refuses writes to a damaged file: they could only make it worse.</summary>
    /// <exception cref="OrchestratorException">The file is damaged.</exception>
    public void ThrowIfCorrupt()
    {
        if (_current is { State: StorageState.Corrupt } damaged)
            throw SqliteFailure.ToException(damaged, null);
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "The journal {Path} takes no writes ({Code}). {Found} {Remedy}")]
    private static partial void LogFailed(ILogger logger, [Operational] string path, [Operational] string code, [Operational] string found, [Operational] string? remedy, Exception cause);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "The journal {Path} takes writes again; it was {Code} for {Outage}")]
    private static partial void LogRecovered(ILogger logger, [Operational] string path, [Operational] string code, TimeSpan outage);
}
