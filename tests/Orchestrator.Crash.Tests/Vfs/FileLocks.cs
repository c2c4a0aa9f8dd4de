namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>SQLite's locks on a database file, between connections of this process. Thread-safe.</summary>
internal sealed class FileLocks
{
    public const int None = 0;
    public const int Shared = 1;
    public const int Reserved = 2;
    public const int Pending = 3;
    public const int Exclusive = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<object, int> _held = [];

    /// <summary>Raises a holder's lock.</summary>
    public bool TryRaise(object holder, int level)
    {
        lock (_lock)
        {
            var others = _held.Where(h => h.Key != holder).Select(h => h.Value).DefaultIfEmpty(None).Max();
            var free = level switch
            {
                Shared => others < Pending,
                Reserved => others < Reserved,
                _ => others == None,
            };
            if (!free && level == Exclusive && others == Shared)
                _held[holder] = Pending; // Lets no new reader in while it waits for those that read.
            if (free)
                _held[holder] = Math.Max(level, Level(holder));
            return free;
        }
    }

    public void Lower(object holder, int level)
    {
        lock (_lock)
        {
            if (level == None)
                _held.Remove(holder);
            else if (Level(holder) > level)
                _held[holder] = level;
        }
    }

    public bool IsReserved()
    {
        lock (_lock)
            return _held.Values.Any(l => l >= Reserved);
    }

    private int Level(object holder) => _held.GetValueOrDefault(holder, None);
}
