using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Collects values for a keyed digest, each with its length, so that no two different requests collect the same bytes. They are hashed in
/// one piece: a hash that is fed value by value costs several times as much. One thread at a time.
/// </summary>
/// <param name="key">The store's secret.</param>
internal sealed class DigestWriter(DigestKey key) : IDisposable
{
    // Longer than any number as text.
    private const int NumberLength = 32;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1024);
    private int _length;

    /// <summary>The digest of what was added; the next value begins another.</summary>
    public byte[] Take()
    {
        var digest = key.Of(_bytes.AsSpan(0, _length));
        _length = 0;
        return digest;
    }

    /// <summary>Adds bytes of a length that their place tells.</summary>
    public void AddBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Next(bytes.Length));

    public void Add(string? value)
    {
        if (value is null)
            BinaryPrimitives.WriteInt32LittleEndian(Next(4), -1);
        else
            Add(value.AsSpan());
    }

    public void Add(long? value)
    {
        if (value is not { } number)
        {
            Add((string?)null);
            return;
        }

        Span<char> text = stackalloc char[NumberLength];
        number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        Add(text[..length]);
    }

    public void Add(double? value) => Add(value?.ToString("R", CultureInfo.InvariantCulture));

    public void Add(Message message)
    {
        Add((long)message.Role);
        Add(message.Text);
        Add(message.ToolCallId);
        Add(message.ToolCalls.Length);
        foreach (var call in message.ToolCalls)
        {
            Add(call.Id);
            Add(call.Name);
            Add(call.Arguments);
        }

        // Nothing where there are none, as before there could be any: digests are kept.
        foreach (var attachment in message.Attachments)
        {
            Add("attachment");
            Add((long)attachment.Kind);
            Add(attachment.MediaType);
            Add(attachment.Name);
            Add(attachment.Url);
            Add(attachment.Detail);
            Add(Convert.ToHexString(SHA256.HashData(attachment.Data.Span)));
        }
    }

    public void Add(ImmutableArray<Message> messages)
    {
        Add(messages.Length);
        foreach (var message in messages)
            Add(message);
    }

    // The next tenant of the buffer shall not find what a person wrote.
    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);

    private void Add(ReadOnlySpan<char> value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Next(4), value.Length);
        MemoryMarshal.AsBytes(value).CopyTo(Next(value.Length * sizeof(char)));
    }

    private Span<byte> Next(int length)
    {
        if (_bytes.Length - _length < length)
            Grow(length);
        var next = _bytes.AsSpan(_length, length);
        _length += length;
        return next;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + length));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = larger;
    }
}
