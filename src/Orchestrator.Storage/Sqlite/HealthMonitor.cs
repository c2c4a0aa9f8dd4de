using Microsoft.Extensions.Logging;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Remembers whether the journal works, and logs each change once. Thread-safe.</summary>
internal sealed partial class HealthMonitor(string path, TimeProvider time, ILogger logger)
{
    private volatile JournalHealth _current = new(null, time.GetUtcNow());

    public JournalHealth Current => _current;

    public void Failed(Exception cause)
    {
        var before = _current;
        var problem = SqliteFailure.Describe(cause, path);
        if (before.Problem == problem)
            return;
        _current = new(problem, time.GetUtcNow());
        LogFailed(logger, problem, cause);
    }

    public void Succeeded()
    {
        if (_current.Healthy)
            return;
        var now = time.GetUtcNow();
        LogRecovered(logger, path, now - _current.Since);
        _current = new(null, now);
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void LogFailed(ILogger logger, string problem, Exception cause);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "The journal {Path} takes writes again after {Outage}")]
    private static partial void LogRecovered(ILogger logger, string path, TimeSpan outage);
}
