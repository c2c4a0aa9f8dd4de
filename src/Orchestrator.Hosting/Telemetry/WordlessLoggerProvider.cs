using Microsoft.Extensions.Logging;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>
/// Hands everything on to another provider, exceptions without their messages. Of the gRPC library only warnings and errors: below them it
/// tells the detail of every refusal, which quotes what was sent, and our own faces tell of each by its reason. Thread-safe.
/// </summary>
[ProviderAlias("Console")]
internal sealed class WordlessLoggerProvider(ILoggerProvider inner) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) =>
        new WordlessLogger(inner.CreateLogger(categoryName), categoryName.StartsWith("Grpc.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();

    private sealed class WordlessLogger(ILogger inner, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= least)
                inner.Log(logLevel, eventId, state, exception is null ? null : new WordlessException(exception), formatter);
        }
    }
}
