namespace Orchestrator.Inference.Providers;

/// <summary>
/// A provider's event stream on its way to the parser, which holds an event until it is whole: one that grows beyond the limit ends
/// here. Each portion that comes is a sign of life, whether or not it completes an event. Reads only; one reader at a time.
/// </summary>
internal sealed class AnswerStream(Stream inner, int maxEventBytes, SilenceWatch silence) : Stream
{
    private long _event;
    private bool _lineIsEmpty = true;
    private bool _afterReturn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        silence.Heard();
        Count(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>An event ends with an empty line; lines end with CR, LF or both.</summary>
    private void Count(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            var text = end < 0 ? bytes.Length : end;
            _event += text;
            if (_event > maxEventBytes)
                throw new EventTooLongException();
            if (text > 0)
                (_lineIsEmpty, _afterReturn) = (false, false);
            if (end < 0)
                return;

            var secondHalf = _afterReturn && bytes[end] == '\n';
            _afterReturn = bytes[end] == '\r';
            if (!secondHalf)
            {
                _event = _lineIsEmpty ? 0 : _event + 1;
                _lineIsEmpty = true;
            }

            bytes = bytes[(end + 1)..];
        }
    }
}
