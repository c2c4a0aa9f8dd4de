using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conformance.Journals;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage.Tests;

/// <summary>A second process that owns a data directory, and has appended one conversation, until it is killed or its input ends.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static Task<OtherProcess> OwnAsync(string directory, ConversationKey key) => StartAsync("appended", directory, key.Tenant, key.Id.ToString());

    /// <summary>A second process that holds a write lock on a database, as an operator's shell or a backup may.</summary>
    public static Task<OtherProcess> LockAsync(string database) => StartAsync("locked", database);

    /// <summary>Ends it as a power cut would: nothing of it gets to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>The program of the second process.</summary>
    public static async Task Main(string[] arguments)
    {
        if (arguments is [var database])
        {
            await HoldLockAsync(database);
            return;
        }

        if (!ConversationId.TryParse(arguments[2], out var id))
            throw new ArgumentException($"'{arguments[2]}' is no conversation.", nameof(arguments));
        var options = new SqliteJournalOptions { DataDirectory = arguments[0] };
        await using var journal = await SqliteJournal.OpenAsync(options, TimeProvider.System, NullLogger<SqliteJournal>.Instance);
        await journal.AppendAsync(JournalSamples.First(new(arguments[1], id), events: 2), CancellationToken.None);
        await Console.Out.WriteLineAsync("appended");
        await Console.In.ReadToEndAsync();
    }

    private static async Task HoldLockAsync(string database)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        await Console.Out.WriteLineAsync("locked");
        await Console.In.ReadToEndAsync();
    }

    private static async Task<OtherProcess> StartAsync(string says, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", typeof(OtherProcess).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        Assert.Equal(says, await process.StandardOutput.ReadLineAsync());
        return new(process);
    }
}
