using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Hosting.Budgets;

/// <summary>
/// The budgets of the file, looked at four times a second. A host whose file cannot be read at the start does not start; later the
/// budgets that were read last go on to hold, and the log says so. Thread-safe.
/// </summary>
public sealed partial class BudgetFileWatch : BackgroundService, IBudgetRules
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<BudgetFileWatch> _logger;
    private volatile ImmutableDictionary<string, TenantBudgetRules> _rules = ImmutableDictionary<string, TenantBudgetRules>.Empty;
    private (DateTime Written, long Length) _seen;
    private string? _problem;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of changes.</param>
    /// <exception cref="InvalidDataException">It is no file of budgets; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public BudgetFileWatch(string path, TimeProvider time, ILogger<BudgetFileWatch> logger)
    {
        (_path, _time, _logger) = (path, time, logger);
        Load();
    }

    /// <inheritdoc/>
    public TenantBudgetRules? Find(string tenant) => _rules.GetValueOrDefault(tenant);

    /// <summary>Reads the file again if it has changed.</summary>
    public void Look()
    {
        try
        {
            var file = new FileInfo(_path);
            if (_seen != (file.LastWriteTimeUtc, file.Exists ? file.Length : -1))
                Load();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            if (_problem != e.Message)
                LogProblem(e.Message);
            _problem = e.Message;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(s_interval, _time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Load()
    {
        var info = new FileInfo(_path);
        var seen = (info.LastWriteTimeUtc, info.Exists ? info.Length : -1);
        var file = BudgetFile.Read(_path);
        _rules = file.Tenants.ToImmutableDictionary(static t => t.Tenant, static t => t.Rules());
        (_seen, _problem) = (seen, null);
        LogLoaded(_rules.Count);
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Information, Message = "{Count} tenants have budgets")]
    private partial void LogLoaded(int count);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Error, Message = "The file of budgets cannot be used, those before go on to hold: {Problem}")]
    private partial void LogProblem([Operational] string problem);
}
