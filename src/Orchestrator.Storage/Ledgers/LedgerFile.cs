using System.Buffers;
using System.Threading.Channels;
using Orchestrator.Privacy;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Ledgers;

/// <summary>
/// The ledger of one process in a directory of its own: <c>ledger.jsonl</c>, only ever appended to; <c>ledger.head</c>, where it stood
/// within the last second, so that a start reads the end only; and <c>policies/</c>, each policy that decided, by its digest. Records that wait are written
/// together and flushed once. While the disk fails every record fails, so nothing leaves. Thread-safe.
/// </summary>
public sealed class LedgerFile : IEgressLedger, IAsyncDisposable
{
    /// <summary>The ledger's name in its directory.</summary>
    public const string FileName = "ledger.jsonl";

    /// <summary>The head's name.</summary>
    public const string HeadName = "ledger.head";

    /// <summary>The folder of policies.</summary>
    public const string PoliciesName = "policies";

    private const int MostTogether = 256;
    private static readonly TimeSpan HeadDelay = TimeSpan.FromSeconds(1);

    private readonly string _directory;
    private readonly LedgerWriter _writer;
    private readonly FileStream _file;

    // What continues synchronously is the writing thread's wait.
    private readonly Channel<Pending?> _pending = Channel.CreateUnbounded<Pending?>(new() { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly ArrayBufferWriter<byte> _lines = new(16 * 1024);
    private readonly HashSet<string> _policies = new(StringComparer.Ordinal);
    private readonly ITimer _headTimer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LedgerState _state;
    private long _length;
    private bool _headIsOld;

    private LedgerFile(string directory, LedgerWriter writer, FileStream file, LedgerState state, TimeProvider time)
    {
        (_directory, _writer, _file, _state, _length) = (directory, writer, file, state, file.Length);
        _headTimer = time.CreateTimer(static self => ((LedgerFile)self!)._pending.Writer.TryWrite(null), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(Run) { IsBackground = true, Name = "ledger writer" }.Start();
    }

    /// <summary>Opens the ledger of a directory, or begins one. A last line that a crash cut off was never acknowledged and is dropped.</summary>
    /// <param name="directory">The directory; made if it is missing.</param>
    /// <param name="node">The node that clears.</param>
    /// <param name="signer">Signs for it.</param>
    /// <param name="time">The clock of the first record and of the head.</param>
    /// <exception cref="InvalidDataException">The file is no ledger of this node's key; run <c>audit verify</c>.</exception>
    public static LedgerFile Open(string directory, string node, ILedgerSigner signer, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        Directory.CreateDirectory(Path.Combine(directory, PoliciesName));
        var writer = new LedgerWriter(node, signer);
        var path = Path.Combine(directory, FileName);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            var state = LedgerTail.Read(file, Path.Combine(directory, HeadName), path);
            if (state.Tree.Size == 0)
            {
                var line = new ArrayBufferWriter<byte>();
                state = writer.Open(time.GetUtcNow(), line);
                file.Write(line.WrittenSpan);
                file.Flush(flushToDisk: true);
                DirectorySync.Flush(directory);
            }

            return new(directory, writer, file, state, time);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task RecordAsync(LedgerRecord record)
    {
        var pending = new Pending(record);
        return _pending.Writer.TryWrite(pending) ? pending.Done.Task : Task.FromException(new ObjectDisposedException(nameof(LedgerFile)));
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _ended.Task;
        await _headTimer.DisposeAsync();
        if (_headIsOld)
            SaveHead();
        await _file.DisposeAsync();
    }

    private void Run()
    {
        try
        {
            var together = new List<Pending>();
            while (WaitForWork())
                WriteWaiting(together);
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }

    // The thread is the ledger's own and has nothing else to do, so it may block.
    private bool WaitForWork() => _pending.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void WriteWaiting(List<Pending> together)
    {
        together.Clear();
        var headIsDue = false;
        while (together.Count < MostTogether && _pending.Reader.TryRead(out var pending))
        {
            if (pending is null)
                headIsDue = true;
            else
                together.Add(pending);
        }

        if (headIsDue)
            SaveHead();
        if (together.Count == 0)
            return;
        try
        {
            Write(together);
            foreach (var pending in together)
                pending.Done.SetResult();
        }
        catch (Exception e)
        {
            foreach (var pending in together)
                pending.Done.SetException(e);
        }
    }

    private void Write(List<Pending> together)
    {
        var state = _state;
        _lines.ResetWrittenCount();
        foreach (var pending in together)
        {
            Keep(pending.Record.Policy);
            state = _writer.Append(state, pending.Record, _lines);
        }

        // What a failed write may have left behind this place was never acknowledged.
        if (_file.Length != _length)
            _file.SetLength(_length);
        _file.Position = _length;
        _file.Write(_lines.WrittenSpan);
        _file.Flush(flushToDisk: true);
        (_state, _length) = (state, _length + _lines.WrittenCount);
        if (!_headIsOld)
            _headTimer.Change(HeadDelay, Timeout.InfiniteTimeSpan);
        _headIsOld = true;
    }

    private void SaveHead()
    {
        _headIsOld = false;
        try
        {
            LedgerTail.Save(Path.Combine(_directory, HeadName), _state, _length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The records are safe without it. A disk that fails is told by the next record, and the head is tried again after it.
        }
    }

    private void Keep(PrivacyPolicy policy)
    {
        if (_policies.Contains(policy.Digest))
            return;
        var folder = Path.Combine(_directory, PoliciesName);
        var path = Path.Combine(folder, $"{policy.Digest}.yaml");
        if (!File.Exists(path))
        {
            using (var file = new FileStream($"{path}.new", FileMode.Create, FileAccess.Write))
            {
                file.Write(policy.Source.Span);
                file.Flush(flushToDisk: true);
            }

            File.Move($"{path}.new", path, overwrite: true);
            DirectorySync.Flush(folder);
        }

        _policies.Add(policy.Digest);
    }

    private sealed record Pending(LedgerRecord Record)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
