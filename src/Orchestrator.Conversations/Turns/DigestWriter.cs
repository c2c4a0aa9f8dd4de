using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Orchestrator.Conversations.Turns;

/// <summary>Feeds values to a keyed hash, each with its length, so that no two different requests feed the same bytes.</summary>
internal readonly ref struct DigestWriter(IncrementalHash hash)
{
    public void Add(string? value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, value?.Length ?? -1);
        hash.AppendData(length);
        if (value is not null)
            hash.AppendData(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public void Add(long? value) => Add(value?.ToString(CultureInfo.InvariantCulture));

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
}
