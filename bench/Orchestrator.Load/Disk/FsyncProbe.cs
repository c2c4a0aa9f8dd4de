using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Load.Disk;

/// <summary>Times what durability costs on the silo's own disk: an append of 4 KB and fdatasync, as SQLite does it.</summary>
internal sealed partial class FsyncProbe : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly byte[] _block = new byte[4096];
    private readonly List<double> _microseconds = [];
    private long _length;

    public FsyncProbe(string folder) =>
        _file = File.OpenHandle(Path.Combine(folder, "fsync-probe"), FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);

    public double P50 => Percentiles.Of(_microseconds, 0.5);

    public double P99 => Percentiles.Of(_microseconds, 0.99);

    public void Measure(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            RandomAccess.Write(_file, _block, _length);
            if (FData(_file) != 0)
                throw new Win32Exception();
            _microseconds.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
            _length += _block.Length;
        }
    }

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FData(SafeFileHandle file);
}
