using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Load.Probing;

/// <summary>What a measured process told at one moment, or the difference of two moments.</summary>
/// <param name="Allocated">Bytes allocated on the managed heap.</param>
/// <param name="Collections">Collections of any generation.</param>
/// <param name="FullCollections">Collections of generation 2.</param>
/// <param name="PauseMicroseconds">Time in which collections held the process.</param>
/// <param name="Decisions">Counts of <see cref="DurationBuckets"/>.</param>
internal sealed record ProbeReading(long Allocated, long Collections, long FullCollections, long PauseMicroseconds, long[] Decisions)
{
    public static async Task<ProbeReading> ReadAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var numbers = (await reader.ReadToEndAsync()).Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4..]);
    }

    public ProbeReading Since(ProbeReading before) => new(
        Allocated - before.Allocated,
        Collections - before.Collections,
        FullCollections - before.FullCollections,
        PauseMicroseconds - before.PauseMicroseconds,
        [.. Decisions.Zip(before.Decisions, (now, then) => now - then)]);
}
