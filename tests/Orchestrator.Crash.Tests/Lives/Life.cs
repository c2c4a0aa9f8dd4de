using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.Targets;
using Orchestrator.Crash.Tests.Disk;
using Orchestrator.Crash.Tests.Vfs;
using Orchestrator.Protocol;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>One life of a process: a turn engine on a journal on a simulated disk, from its start to its end or its crash.</summary>
internal sealed class Life : IAsyncDisposable
{
    private readonly string _path;
    private readonly SimulatedVfs _vfs;
    private readonly SqliteJournal _journal;
    private readonly LocalConversations _conversations;

    private Life(string path, SimulatedVfs vfs, SqliteJournal journal, KeyRing keys, Truth truth, Random random)
    {
        (_path, _vfs, _journal, Keys, Truth, Random) = (path, vfs, journal, keys, truth, random);
        Targets = new(truth);
        Journal = new(journal, vfs, truth, random);
        _conversations = new(new TurnEngine(
            new("test", Zone.Device), Journal, Codec, Keys, new(new byte[32]), EngineParts.Gate, new MemoryLedger(), EngineParts.Routing, new FixedEstimator(),
            new FixedCatalog(Targets.Connectors), new NoBudgets(), new(), new FakeTimeProvider(), EngineParts.Instruments, [], NullLogger<TurnEngine>.Instance));
    }

    public static EventCodec Codec { get; } = new();

    /// <summary>The keys, in their file on the same disk.</summary>
    public KeyRing Keys { get; }

    public SimulatedDisk Disk => _vfs.Disk;

    public Truth Truth { get; }

    public Random Random { get; }

    public Targets Targets { get; }

    public LockstepJournal Journal { get; }

    public SqliteJournal Stored => _journal;

    public IConversations Conversations => _conversations;

    /// <summary>SQLite checks every page and index.</summary>
    public void CheckPages() => Inspection.CheckPages(_vfs.Name, _path);

    /// <summary>Starts on a disk. Null when the disk crashed or failed meanwhile.</summary>
    public static async Task<Life?> StartAsync(SimulatedDisk disk, string directory, Truth truth, SqliteEngineOptions engine, Random random)
    {
        var path = Path.Combine(directory, "journal.db");
        disk.Open(path, create: true, out _, out _); // As the journal does itself where the file system is the operating system's.
        var vfs = new SimulatedVfs(disk);
        SqliteJournal? opened = null;
        try
        {
            var options = new SqliteJournalOptions { DataDirectory = directory, Readers = 2, Engine = engine with { Vfs = vfs.Name, FlushNames = _ => Flush(disk), ReadWhole = disk.Contents } };
            var journal = await SqliteJournal.OpenAsync(options, new FakeTimeProvider(), NullLogger<SqliteJournal>.Instance);
            opened = journal;
            var keys = await OpenKeysAsync(directory, disk, journal);
            if (!disk.Crashed)
                return new(path, vfs, journal, keys, truth, random);
            await keys.DisposeAsync();
            await CloseAsync(opened, disk, vfs);
            return null;
        }
        catch (Exception e) when (disk.Crashed && e is OrchestratorException or KeyRingException)
        {
            await CloseAsync(opened, disk, vfs);
            return null;
        }
        catch (Exception e) when (disk.Fault is not null && e is OrchestratorException { Error.Reason: ErrorReason.StorageUnavailable } or KeyRingException)
        {
            await CloseAsync(opened, disk, vfs);
            return null;
        }
        catch (Exception e)
        {
            await CloseAsync(opened, disk, vfs);
            throw new BrokenPromiseException($"the journal does not open: {e}");
        }
    }

    /// <summary>While true, the disk is broken, and callers are told so.</summary>
    public bool Excused { get; set; }

    /// <summary>Lets several act at once, and waits for all of them. Only a crash or a broken disk excuses a failure.</summary>
    public async Task RoundAsync(IReadOnlyList<Func<Task>> acts)
    {
        Journal.Begin(acts.Count);
        await Task.WhenAll(acts.Select(act => Task.Run(async () =>
        {
            try
            {
                await act();
            }
            catch (Exception e) when (Disk.Crashed && e is OrchestratorException or ObjectDisposedException)
            {
                // The process is as good as dead.
            }
            catch (OrchestratorException e) when (Excused && e.Error.Reason == ErrorReason.StorageUnavailable)
            {
                // Not accepted, or not known to be; the caller sends it again.
            }
            finally
            {
                Journal.Done();
            }
        }))).WaitAsync(TimeSpan.FromSeconds(120));
    }

    public async ValueTask DisposeAsync()
    {
        Journal.Begin(0);
        await _conversations.DisposeAsync();
        await Keys.DisposeAsync();
        await CloseAsync(_journal, Disk, _vfs);
    }

    // The operator's key is no part of the disk that crashes.
    private static async Task<KeyRing> OpenKeysAsync(string directory, SimulatedDisk disk, SqliteJournal journal)
    {
        var options = new KeyRingOptions { DataDirectory = directory, TopKey = new() { File = Path.Combine(directory, "top.key") } };
        if (!File.Exists(options.TopKey.File))
        {
            await File.WriteAllTextAsync(options.TopKey.File, new string('7', 64));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(options.TopKey.File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var keys = await KeyRing.OpenAsync(
            options, journal, new KeyFileStore(options.KeyFile, new SimulatedKeyDisk(disk)), new FakeTimeProvider(), NullLogger.Instance, CancellationToken.None);

        // Keys are made while others write; for lives to be repeatable, they are made first.
        await keys.FilledAsync();
        return keys;
    }

    private static async Task CloseAsync(SqliteJournal? journal, SimulatedDisk disk, SimulatedVfs vfs)
    {
        try
        {
            if (journal is not null)
                await journal.DisposeAsync();
        }
        catch (Exception) when (disk.Crashed)
        {
            // A crash is no orderly end.
        }

        Close(vfs);
    }

    private static void Flush(SimulatedDisk disk)
    {
        if (disk.SyncNames() is var code and not 0)
            throw new IOException($"The names could not be synced: {code}.");
    }

    private static void Close(SimulatedVfs vfs)
    {
        vfs.Dispose();
        if (vfs.Failure is { } failure)
            throw new InvalidOperationException("The simulated file system failed.", failure);
    }
}
