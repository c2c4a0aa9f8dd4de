using System.Buffers.Binary;
using static System.FormattableString;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// Finds damage in SQLite's write-ahead log. SQLite itself takes the first frame that does not fit for the end of the log, as it must
/// after a crash, and so would pass over commits behind a damaged one without a word (https://www.sqlite.org/fileformat2.html#walformat).
/// A frame that continues a commit was written after that commit was synced: where such a pair stands behind the end that SQLite sees,
/// the log is damaged. Of the last commit nobody can tell whether it
/// was damaged or never wholly written, nor of the one before it where the damage hides that it was one.
/// </summary>
internal static class LogDamage
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const int Sector = 512;

    /// <summary>What is damaged, in words; null when SQLite will find every commit that surely was in the log.</summary>
    /// <param name="log">The whole log.</param>
    /// <param name="database">The whole file that it belongs to; asked for only when the log's own header is damaged.</param>
    public static string? Find(ReadOnlySpan<byte> log, Func<byte[]?> database)
    {
        if (log.Length < HeaderSize + FrameHeaderSize)
            return null;
        return HasHeader(log) ? FindBehindEnd(log) : FindUnderDamagedHeader(log, database() ?? []);
    }

    private static string? FindBehindEnd(ReadOnlySpan<byte> log)
    {
        var frames = new Frames(IsBigEndian(log), log.Length, PageSize(log[8..]), log[16..24]);
        var end = 0;
        while (end < frames.Count && frames.Continues(log, end, end == 0 ? log[24..32] : frames.Checksum(log, end - 1)))
            end++;
        for (var i = end; i + 1 < frames.Count; i++)
        {
            var before = i == 0 ? log[24..32] : frames.Checksum(log, i - 1);
            if (frames.IsCommit(log, i) && frames.Continues(log, i + 1, frames.Checksum(log, i)) && (frames.HasWholeHeader(i) || frames.Continues(log, i, before)))
                return Invariant($"frame {end + 1} of its log does not fit, and {frames.Count - end - 1} behind it");
        }

        return null;
    }

    // A crash may tear the header, too, while an old log that is wholly in the file already is begun anew. Then the file has it all.
    private static string? FindUnderDamagedHeader(ReadOnlySpan<byte> log, ReadOnlySpan<byte> database)
    {
        if (database.Length < 100 || PageSize(database[14..]) is var size && (size < 512 || log.Length < HeaderSize + FrameHeaderSize + size))
            return null;
        // Which order of bytes its checksums have only the header tells; SQLite takes that of the machine.
        var frames = new Frames(!BitConverter.IsLittleEndian, log.Length, size, log.Slice(HeaderSize + 8, 8));
        var end = 1;
        while (end < frames.Count && frames.Continues(log, end, frames.Checksum(log, end - 1)))
            end++;
        while (end > 0 && !frames.IsCommit(log, end - 1))
            end--;
        var latest = new Dictionary<uint, int>();
        for (var i = 0; i < end; i++)
            latest[frames.PageNumber(log, i)] = i;
        foreach (var (number, i) in latest)
        {
            var at = ((long)number - 1) * size;
            if (at < 0 || at + size > database.Length || !database.Slice((int)at, size).SequenceEqual(frames.Page(log, i)))
                return "the header of its log does not fit";
        }

        return null;
    }

    private static bool HasHeader(ReadOnlySpan<byte> log)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(log) is not (0x377f0682 or 0x377f0683) || BinaryPrimitives.ReadUInt32BigEndian(log[4..]) != 3007000)
            return false;
        var sum = new Sums(IsBigEndian(log), default, default);
        sum.Add(log[..24]);
        return sum.Are(log[24..32]) && PageSize(log[8..]) >= 512;
    }

    private static bool IsBigEndian(ReadOnlySpan<byte> log) => (log[3] & 1) == 1;

    // The log keeps it in four bytes, the file in two, where 1 means 65536; read as the last two of four, the file's are the same.
    private static int PageSize(ReadOnlySpan<byte> field)
    {
        var size = BinaryPrimitives.ReadUInt16BigEndian(field[2..]);
        return size == 1 || size == 0 && field[1] == 1 ? 65536 : size;
    }

    private readonly ref struct Frames(bool bigEndian, int length, int pageSize, ReadOnlySpan<byte> salts)
    {
        private readonly ReadOnlySpan<byte> _salts = salts;

        public int Count { get; } = (length - HeaderSize) / (FrameHeaderSize + pageSize);

        public uint PageNumber(ReadOnlySpan<byte> log, int i) => BinaryPrimitives.ReadUInt32BigEndian(log[At(i)..]);

        public bool IsCommit(ReadOnlySpan<byte> log, int i) => BinaryPrimitives.ReadUInt32BigEndian(log[(At(i) + 4)..]) != 0;

        /// <summary>Whether the frame's header lies in one sector, so that a crash leaves it old or new, never half.</summary>
        public bool HasWholeHeader(int i) => At(i) % Sector <= Sector - FrameHeaderSize;

        public ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> log, int i) => log.Slice(At(i) + 16, 8);

        public ReadOnlySpan<byte> Page(ReadOnlySpan<byte> log, int i) => log.Slice(At(i) + FrameHeaderSize, pageSize);

        /// <summary>Whether a frame was written behind the one with that checksum.</summary>
        public bool Continues(ReadOnlySpan<byte> log, int i, ReadOnlySpan<byte> checksum)
        {
            var frame = log.Slice(At(i), FrameHeaderSize);
            if (PageNumber(log, i) == 0 || !frame.Slice(8, 8).SequenceEqual(_salts))
                return false;
            var sum = new Sums(bigEndian, BinaryPrimitives.ReadUInt32BigEndian(checksum), BinaryPrimitives.ReadUInt32BigEndian(checksum[4..]));
            sum.Add(frame[..8]);
            sum.Add(Page(log, i));
            return sum.Are(frame[16..]);
        }

        private int At(int i) => HeaderSize + (i * (FrameHeaderSize + pageSize));
    }

    /// <summary>The log's running checksum.</summary>
    private struct Sums(bool bigEndian, uint first, uint second)
    {
        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                first += Word(bytes) + second;
                second += Word(bytes[4..]) + first;
            }
        }

        public readonly bool Are(ReadOnlySpan<byte> stored) =>
            first == BinaryPrimitives.ReadUInt32BigEndian(stored) && second == BinaryPrimitives.ReadUInt32BigEndian(stored[4..]);

        private readonly uint Word(ReadOnlySpan<byte> bytes) =>
            bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
