using System.Security.Cryptography;

namespace Orchestrator.Randomness;

/// <summary>
/// The system's cryptographic randomness for ids, drawn for several at once: a draw costs some 2.4 us whether it is of 12 bytes
/// or of a page. Each byte is given to one caller alone and then forgotten. Not for keys or nonces: what is drawn waits in memory, and a
/// machine that is set back to a snapshot would give it again. Thread-safe: every thread has bytes of its own.
/// </summary>
internal static class FreshBytes
{
    // As few as make a draw cheap: what waits is what two copies of one running machine would share.
    internal const int DrawnAtOnce = 512;

    private const int MostOfOne = DrawnAtOnce / 4;

    [ThreadStatic]
    private static byte[]? t_drawn;

    [ThreadStatic]
    private static int t_given;

    /// <summary>Fills all of it.</summary>
    public static void Fill(Span<byte> bytes)
    {
        if (bytes.Length > MostOfOne)
        {
            RandomNumberGenerator.Fill(bytes);
            return;
        }

        if (t_drawn is null || t_given + bytes.Length > DrawnAtOnce)
            Draw();
        var given = t_drawn.AsSpan(t_given, bytes.Length);
        given.CopyTo(bytes);
        given.Clear();
        t_given += bytes.Length;
    }

    /// <summary>An id of 128 bits in 32 lower-case hex digits.</summary>
    public static string HexId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    // Until the draw has succeeded nothing of it can be given.
    private static void Draw()
    {
        var drawn = t_drawn ?? new byte[DrawnAtOnce];
        RandomNumberGenerator.Fill(drawn);
        (t_drawn, t_given) = (drawn, 0);
    }
}
