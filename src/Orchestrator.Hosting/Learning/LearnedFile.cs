using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Hosting.Learning;

/// <summary>
/// Keeps what a process learned from judgements in a file of its data directory, so that a restart forgets nothing that is older than a few
/// seconds. Written in the background and put in place whole. The journal has the judgements themselves.
/// </summary>
public sealed partial class LearnedFile : BackgroundService, ILearnedStore
{
    /// <summary>The file's name.</summary>
    public const string Name = "learned.json";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly LearnedShifts _learned;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<LearnedFile> _logger;
    private readonly Lock _writing = new();
    private long _written;

    /// <summary>Reads the file, if there is one.</summary>
    /// <param name="learned">What it fills and watches.</param>
    /// <param name="directory">The data directory, which this process owns.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when the file cannot be used.</param>
    public LearnedFile(LearnedShifts learned, string directory, TimeProvider time, ILogger<LearnedFile> logger)
    {
        (_learned, _path, _time, _logger) = (learned, Path.Combine(directory, Name), time, logger);
        try
        {
            _learned.Restore(Read(_path));
        }
        catch (FormatException e)
        {
            // What people think of answers is worth less than a process that runs.
            LogUnreadable(e.Message);
        }

        _written = _learned.Version;
    }

    /// <summary>Reads a file; without one nothing was learned.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static IReadOnlyList<LearnedRow> Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<List<LearnedRow>>(File.ReadAllBytes(path), JsonSerializerOptions.Web) ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{path}' cannot be read ({e.GetType().Name}). Remove it to begin anew.", e);
        }
    }

    /// <summary>Writes a file whole: a crash leaves the old or the new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">What it is to hold.</param>
    public static void Write(string path, IReadOnlyList<LearnedRow> rows)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, rows, JsonSerializerOptions.Web);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <inheritdoc/>
    public bool Save()
    {
        lock (_writing)
        {
            var version = _learned.Version;
            if (version == _written)
                return true;
            try
            {
                Write(_path, _learned.Rows);
                _written = version;
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogUnwritable(_path, e.GetType().Name);
                return false;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var ticks = new PeriodicTimer(s_pause, _time);
            while (await ticks.WaitForNextTickAsync(stoppingToken))
                Save();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Save();
        }
    }

    [LoggerMessage(EventId = 4801, Level = LogLevel.Error, Message = "What was learned from feedback is not used: {Why}")]
    private partial void LogUnreadable([Operational] string why);

    [LoggerMessage(EventId = 4802, Level = LogLevel.Error, Message = "What was learned from feedback could not be written to {Path} ({Failure}); it is tried again")]
    private partial void LogUnwritable([Operational] string path, [Operational] string failure);
}
