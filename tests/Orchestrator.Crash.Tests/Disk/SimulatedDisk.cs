using static SQLitePCL.raw;

namespace Orchestrator.Crash.Tests.Disk;

/// <summary>
/// A disk in memory that knows what was synced. It crashes at a chosen step: from then on it answers nothing but errors, and
/// <see cref="After"/> gives the disk that the next start finds. Answers are SQLite's result codes. Thread-safe.
/// </summary>
internal sealed class SimulatedDisk
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SimulatedFile> _names = [];
    private readonly Dictionary<string, SimulatedFile> _durableNames = [];
    private readonly List<(int Number, string Name, SimulatedFile? File)> _unsyncedNames = [];
    private readonly List<DiskStep> _steps = [];

    /// <summary>The steps that changed it.</summary>
    public IReadOnlyList<DiskStep> Steps
    {
        get
        {
            lock (_lock)
                return [.. _steps];
        }
    }

    public int StepCount
    {
        get
        {
            lock (_lock)
                return _steps.Count;
        }
    }

    /// <summary>The step at which it crashes: that step and all after it fail.</summary>
    public int? CrashAt { get; set; }

    public bool Crashed { get; private set; }

    /// <summary>A disk that says "synced" and is not.</summary>
    public bool SyncLies { get; set; }

    /// <summary>Makes single steps fail with a result code, as a full or broken disk does; null lets a step be.</summary>
    public Func<DiskStep, int?>? Fault { get; set; }

    public int Open(string? path, bool create, out SimulatedFile? file, out bool created)
    {
        lock (_lock)
        {
            (file, created) = (null, false);
            if (path is null)
            {
                file = new("", new());
                return Crashed ? SQLITE_CANTOPEN : SQLITE_OK;
            }

            var known = _names.TryGetValue(path, out file);
            if (Begin(known ? DiskAct.Open : create ? DiskAct.Create : DiskAct.Open, path) is var code and not SQLITE_OK)
                return code == SQLITE_IOERR ? SQLITE_CANTOPEN : code;
            if (known)
                return SQLITE_OK;
            if (!create)
                return SQLITE_CANTOPEN;
            created = true;
            file = new(path, new());
            SetName(path, file);
            return SQLITE_OK;
        }
    }

    public bool Exists(string path)
    {
        lock (_lock)
            return _names.ContainsKey(path);
    }

    public int Delete(string path, bool sync)
    {
        lock (_lock)
        {
            if (!_names.ContainsKey(path))
                return Crashed ? SQLITE_IOERR : SQLITE_IOERR_DELETE_NOENT;
            if (Begin(DiskAct.Delete, path) is var code and not SQLITE_OK)
                return code;
            SetName(path, null);
            return sync ? SyncNames() : SQLITE_OK;
        }
    }

    public int Rename(string from, string to)
    {
        lock (_lock)
        {
            if (!_names.TryGetValue(from, out var file))
                return SQLITE_CANTOPEN;
            if (Begin(DiskAct.Rename, to) is var code and not SQLITE_OK)
                return code;
            SetName(to, file);
            SetName(from, null);
            return SQLITE_OK;
        }
    }

    /// <summary>Gives a file a second name.</summary>
    public int Link(string path, string also)
    {
        lock (_lock)
        {
            if (!_names.TryGetValue(path, out var file))
                return SQLITE_CANTOPEN;
            if (Begin(DiskAct.Rename, also) is var code and not SQLITE_OK)
                return code;
            SetName(also, file);
            return SQLITE_OK;
        }
    }

    /// <summary>Makes names durable, as a sync of the directory does.</summary>
    public int SyncNames()
    {
        lock (_lock)
        {
            var code = Begin(DiskAct.SyncNames, "");
            if (code != SQLITE_OK || SyncLies)
                return code;
            foreach (var (_, name, file) in _unsyncedNames)
                Set(_durableNames, name, file);
            _unsyncedNames.Clear();
            return SQLITE_OK;
        }
    }

    /// <summary>Reads; what is beyond the end is zero.</summary>
    public int Read(SimulatedFile file, long offset, Span<byte> into)
    {
        lock (_lock)
        {
            if (Begin(DiskAct.Read, file.Name) is var code and not SQLITE_OK)
            {
                if (code == SQLITE_IOERR_SHORT_READ)
                    into[file.Current.Read(offset, into[..(into.Length / 2)])..].Clear();
                return code;
            }

            var read = file.Current.Read(offset, into);
            into[read..].Clear();
            return read == into.Length ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
        }
    }

    public int Write(SimulatedFile file, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
            return Change(DiskAct.Write, file, offset, bytes.ToArray());
    }

    public int Truncate(SimulatedFile file, long length)
    {
        lock (_lock)
            return Change(DiskAct.Truncate, file, length, null);
    }

    public int Sync(SimulatedFile file)
    {
        lock (_lock)
        {
            if (Begin(DiskAct.Sync, file.Name) is var code and not SQLITE_OK)
            {
                if (!Crashed)
                    file.Forget();
                return code;
            }

            if (!SyncLies)
                file.Sync();
            return SQLITE_OK;
        }
    }

    public long Length(SimulatedFile file)
    {
        lock (_lock)
            return file.Current.Length;
    }

    /// <summary>Changes bytes behind everybody's back, as a failing disk does.</summary>
    public void Corrupt(string path, Action<Span<byte>> change)
    {
        lock (_lock)
        {
            var file = _names[path];
            change(file.Durable.Bytes);
            change(file.Current.Bytes);
        }
    }

    /// <summary>A file's bytes as programs see them; null if it is not there.</summary>
    public byte[]? Contents(string path)
    {
        lock (_lock)
            return _names.TryGetValue(path, out var file) ? file.Current.Bytes.ToArray() : null;
    }

    /// <summary>Every file that has a name, as programs see it.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Files()
    {
        lock (_lock)
            return [.. _names.Select(n => (n.Key, n.Value.Current.Bytes.ToArray()))];
    }

    /// <summary>The disk that the next start finds: what was synced, and what <paramref name="survival"/> leaves of the rest.</summary>
    public SimulatedDisk After(Survival survival, Random random)
    {
        lock (_lock)
        {
            if (survival == Survival.Killed)
                return AfterKill();
            var cut = survival switch
            {
                Survival.Nothing => int.MinValue,
                Survival.Prefix => random.Next(Oldest() - 1, _steps.Count + 1),
                _ => int.MaxValue,
            };
            var names = new Dictionary<string, SimulatedFile>(_durableNames);
            foreach (var name in _unsyncedNames.GroupBy(n => n.Name))
            {
                // The states of one name follow each other; different names become durable in any order.
                var changes = name.Where(n => n.Number <= cut).ToList();
                var kept = survival >= Survival.Subset ? random.Next(changes.Count + 1) : changes.Count;
                foreach (var (_, path, file) in changes.Take(kept))
                    Set(names, path, file);
            }

            // In an order that does not change from run to run, because each file draws from the same numbers.
            var next = new SimulatedDisk();
            var files = new Dictionary<SimulatedFile, SimulatedFile>();
            foreach (var (name, file) in names.OrderBy(n => n.Key, StringComparer.Ordinal))
            {
                if (!files.TryGetValue(file, out var survivor))
                    files[file] = survivor = new(name, Surviving(file, survival, cut, random));
                next._names[name] = next._durableNames[name] = survivor;
            }

            return next;
        }
    }

    private SimulatedDisk AfterKill()
    {
        var next = new SimulatedDisk();
        var files = _names.Concat(_durableNames).Select(n => n.Value).Concat(_unsyncedNames.Select(n => n.File).OfType<SimulatedFile>())
            .Distinct().ToDictionary(f => f, f => f.AfterKill(_steps.Count));
        foreach (var (name, file) in _names)
            next._names[name] = files[file];
        foreach (var (name, file) in _durableNames)
            next._durableNames[name] = files[file];
        next._unsyncedNames.AddRange(_unsyncedNames.Select(n => (n.Number - _steps.Count, n.Name, n.File is null ? null : files[n.File])));
        return next;
    }

    // Changes that a killed process left have numbers up to 0.
    private int Oldest() => _names.Values.SelectMany(f => f.Unsynced).Select(c => c.Number).Concat(_unsyncedNames.Select(n => n.Number)).Append(1).Min();

    private static Image Surviving(SimulatedFile file, Survival survival, int cut, Random random)
    {
        var image = file.Durable.Copy();
        foreach (var change in file.Unsynced.Where(c => c.Number <= cut))
        {
            if (survival >= Survival.Subset && random.Next(2) == 0)
                continue;
            if (survival == Survival.TornSectors)
                change.TearSectors(image, random);
            else if (survival == Survival.TornInside)
                change.TearInside(image, random);
            else
                change.ApplyTo(image);
        }

        return image;
    }

    private int Change(DiskAct act, SimulatedFile file, long offset, byte[]? bytes)
    {
        var before = Crashed;
        var code = Begin(act, file.Name);

        // The step in which the crash comes may have begun.
        if (code == SQLITE_OK || (Crashed && !before))
            file.Change(new(_steps.Count, offset, bytes));
        return code;
    }

    private int Begin(DiskAct act, string path)
    {
        if (Crashed)
            return SQLITE_IOERR;
        // A file without a name is gone after a crash, whatever was done to it.
        var changes = act == DiskAct.SyncNames || (act < DiskAct.Read && path.Length > 0);
        var step = new DiskStep(_steps.Count + (changes ? 1 : 0), act, Path.GetFileName(path));
        if (changes)
            _steps.Add(step);
        if (changes && step.Number == CrashAt)
        {
            Crashed = true;
            return SQLITE_IOERR;
        }

        return Fault?.Invoke(step) ?? SQLITE_OK;
    }

    private void SetName(string path, SimulatedFile? file)
    {
        Set(_names, path, file);
        _unsyncedNames.Add((_steps.Count, path, file));
    }

    private static void Set(Dictionary<string, SimulatedFile> names, string path, SimulatedFile? file)
    {
        if (file is null)
            names.Remove(path);
        else
            names[path] = file;
    }
}
