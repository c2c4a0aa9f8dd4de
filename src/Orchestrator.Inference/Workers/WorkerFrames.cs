using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Workers;

/// <summary>What kind of message a frame holds.</summary>
internal enum FrameKind : byte
{
    Load = 1,
    Ready = 2,
    Refusal = 3,
    Answer = 4,
    Cancel = 5,
    Update = 6,
    Failure = 7,
    Ping = 8,
    Beat = 9,
}

/// <summary>Messages on a pipe: their length in four bytes, their kind in one, and JSON.</summary>
internal static class WorkerFrames
{
    private const int Head = 5, MostBytes = 256 << 20;

    private static readonly JsonSerializerOptions s_json = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static byte[] Frame<T>(FrameKind kind, T message)
    {
        using var buffer = new MemoryStream(256);
        buffer.Write(new byte[Head]);
        JsonSerializer.Serialize(buffer, message, s_json);
        var frame = buffer.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - Head);
        frame[4] = (byte)kind;
        return frame;
    }

    /// <summary>The next frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is longer than any message is.</exception>
    public static (FrameKind Kind, byte[] Body)? Read(Stream stream)
    {
        Span<byte> head = stackalloc byte[Head];
        if (stream.ReadAtLeast(head, Head, throwOnEndOfStream: false) < Head)
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 0 or > MostBytes)
            throw new InvalidDataException($"a message of {length} bytes");
        var body = new byte[length];
        return stream.ReadAtLeast(body, length, throwOnEndOfStream: false) < length ? null : ((FrameKind)head[4], body);
    }

    /// <exception cref="JsonException">It is no such message.</exception>
    public static T Parse<T>(byte[] body) where T : class =>
        JsonSerializer.Deserialize<T>(body, s_json) ?? throw new JsonException($"null where a {typeof(T).Name} was expected");
}
