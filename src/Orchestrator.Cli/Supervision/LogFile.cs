using System.Text;

namespace Orchestrator.Cli.Supervision;

/// <summary>
/// A child's output on disk: readable by its owner alone, of bounded size, with its last lines at hand. What the disk does not take is left
/// out and counted: were nobody to read on, the child would stand still as soon as its pipe is full. Thread-safe.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int TailLines = 15;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private readonly string _path;
    private FileStream? _file;
    private long _missing;

    /// <summary>Opens it, or makes it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public LogFile(string path)
    {
        _path = path;
        _file = Open();
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
            try
            {
                Append(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _missing++;
                Close();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            Close();
    }

    private void Append(string line)
    {
        // Whoever frees space takes logs away first: what is written on into such a file, nobody sees, and it keeps its space.
        if (_file is not null && !File.Exists(_path))
            Close();
        _file ??= Open();
        if (_file.Length > MaxBytes)
        {
            Close();
            File.Move(_path, _path + ".1", overwrite: true);
            _file = Open();
        }

        var gap = _missing > 0 ? $"({_missing} lines are missing here: the file could not be written){Environment.NewLine}" : "";
        // Somebody may have cut it.
        _file.Seek(0, SeekOrigin.End);
        _file.Write(Encoding.UTF8.GetBytes(gap + line + Environment.NewLine));
        _missing = 0;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(_path, options);
    }
}
