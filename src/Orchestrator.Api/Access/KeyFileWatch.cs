using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Api.Access;

/// <summary>
/// Looks at the key file four times a second. A host whose file cannot be read at the start does not start; later the keys that were read
/// last go on to hold, and the log says so, except that a file that is gone holds none.
/// </summary>
internal sealed partial class KeyFileWatch(ApiAccess access, IOptions<ApiOptions> options, TimeProvider time, ILogger<KeyFileWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private (DateTime Written, long Length) _seen;
    private string? _problem;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.KeyFile is { } path)
            Load(path);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.KeyFile is not { } path)
            return;
        using var ticks = new PeriodicTimer(s_interval, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
                Look(path);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Look(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                if (_seen != default)
                    access.Replace([]);
                _seen = default;
                Report("it is gone, and its keys with it");
            }
            else if (_seen != (file.LastWriteTimeUtc, file.Length))
            {
                Load(path);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Report(e.Message);
        }
    }

    private void Load(string path)
    {
        var info = new FileInfo(path);
        var seen = (info.LastWriteTimeUtc, info.Length);
        var file = KeyFile.Read(path);
        access.Replace([.. file.Keys]);
        (_seen, _problem) = (seen, null);
        LogLoaded(file.Keys.Count);
    }

    private void Report(string problem)
    {
        if (_problem != problem)
            LogProblem(problem);
        _problem = problem;
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "{Count} API keys in the key file")]
    private partial void LogLoaded(int count);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "The key file cannot be used: {Problem}")]
    private partial void LogProblem([Operational] string problem);
}
