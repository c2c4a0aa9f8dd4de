using System.Runtime.InteropServices;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>The memory that connections of one database share for its write-ahead log, with its locks. Thread-safe.</summary>
internal sealed unsafe class SharedMemory
{
    private const int Slots = 8;

    private readonly Lock _lock = new();
    private readonly List<nint> _regions = [];
    private readonly HashSet<object> _users = [];
    private readonly HashSet<object>[] _shared = [.. Enumerable.Range(0, Slots).Select(_ => new HashSet<object>())];
    private readonly object?[] _exclusive = new object?[Slots];

    /// <summary>The region's address; zero if it is not there and must not be made.</summary>
    public nint Map(object user, int region, int size, bool extend)
    {
        lock (_lock)
        {
            _users.Add(user);
            while (extend && _regions.Count <= region)
                _regions.Add((nint)NativeMemory.AllocZeroed((nuint)size));
            return region < _regions.Count ? _regions[region] : 0;
        }
    }

    public bool TryLock(object user, int first, int count, bool exclusive)
    {
        lock (_lock)
        {
            for (var i = first; i < first + count; i++)
            {
                if ((_exclusive[i] is { } owner && owner != user) || (exclusive && _shared[i].Any(u => u != user)))
                    return false;
            }

            for (var i = first; i < first + count; i++)
            {
                if (exclusive)
                    _exclusive[i] = user;
                else
                    _shared[i].Add(user);
            }

            return true;
        }
    }

    public void Unlock(object user, int first, int count)
    {
        lock (_lock)
        {
            for (var i = first; i < first + count; i++)
            {
                if (_exclusive[i] == user)
                    _exclusive[i] = null;
                _shared[i].Remove(user);
            }
        }
    }

    public void Unmap(object user)
    {
        Unlock(user, 0, Slots);
        lock (_lock)
        {
            if (!_users.Remove(user) || _users.Count > 0)
                return;
            foreach (var region in _regions)
                NativeMemory.Free((void*)region);
            _regions.Clear();
        }
    }
}
