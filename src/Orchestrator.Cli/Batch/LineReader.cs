using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Orchestrator.Cli.Batch;

/// <summary>Reads a stream line by line as bytes, so that a line of broken UTF-8 harms no other. Blank lines are left out.</summary>
internal static class LineReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(leaveOpen: true));
        var first = true;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (Line(rest.Slice(0, end), ref first) is { } line)
                    yield return line;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (Line(rest, ref first) is { } last)
                    yield return last;
                break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    private static ReadOnlyMemory<byte>? Line(ReadOnlySequence<byte> sequence, ref bool first)
    {
        ReadOnlyMemory<byte> line = sequence.ToArray();
        if (first && line.Span.StartsWith(ByteOrderMark))
            line = line[3..];
        first = false;
        return line.Span.Trim(" \t\r"u8).IsEmpty ? (ReadOnlyMemory<byte>?)null : line;
    }
}
