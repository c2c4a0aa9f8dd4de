namespace Orchestrator.Cli.Supervision;

/// <summary>A child's output on disk: readable by its owner alone, of bounded size, with its last lines at hand. Thread-safe.</summary>
internal sealed class LogFile : IDisposable
{
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int TailLines = 15;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private readonly string _path;
    private StreamWriter _writer;

    public LogFile(string path)
    {
        _path = path;
        _writer = Open(FileMode.Append);
    }

    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_gate)
                return [.. _tail];
        }
    }

    public void Write(string line)
    {
        lock (_gate)
        {
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
                _tail.Dequeue();
            if (_writer.BaseStream.Length > MaxBytes)
                Roll();
            _writer.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _writer.Dispose();
    }

    private void Roll()
    {
        _writer.Dispose();
        File.Move(_path, _path + ".1", overwrite: true);
        _writer = Open(FileMode.Create);
    }

    private StreamWriter Open(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(_path, options) { AutoFlush = true };
    }
}
