namespace Orchestrator.Crash.Tests.Disk;

/// <summary>The bytes of a file. Not thread-safe.</summary>
internal sealed class Image
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Reads what is there.</summary>
    /// <returns>How many bytes were.</returns>
    public int Read(long offset, Span<byte> into)
    {
        if (offset >= Length)
            return 0;
        var count = (int)Math.Min(into.Length, Length - offset);
        _bytes.AsSpan((int)offset, count).CopyTo(into);
        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset + bytes.Length > Length)
            SetLength(offset + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
    }

    public void SetLength(long length)
    {
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Max(length, Math.Max(4096, 2 * _bytes.Length)));
        if (length < Length)
            _bytes.AsSpan((int)length, Length - (int)length).Clear();
        Length = (int)length;
    }

    public Image Copy()
    {
        var copy = new Image();
        copy.Write(0, Bytes);
        return copy;
    }
}
