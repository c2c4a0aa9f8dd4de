using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Tests.Protection;

/// <summary>A key file that a test can look into, tear and make fail.</summary>
internal sealed class MemoryKeyFile : IKeyFileStore
{
    private readonly Lock _lock = new();
    private byte[]? _bytes;

    public string Path => "wrapped.keys";

    /// <summary>Called before a write; what it throws is what the write throws.</summary>
    public Action<string>? Before { get; set; }

    public int Replaced { get; private set; }

    public byte[]? Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }

        set
        {
            lock (_lock)
                _bytes = value;
        }
    }

    public byte[]? Read() => Bytes;

    public void Append(ReadOnlySpan<byte> block)
    {
        Before?.Invoke(nameof(Append));
        Bytes = [.. Bytes!, .. block];
    }

    public void Replace(ReadOnlySpan<byte> whole)
    {
        Before?.Invoke(nameof(Replace));
        Bytes = whole.ToArray();
        Replaced++;
    }
}
