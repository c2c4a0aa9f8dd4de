using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Testing;

/// <summary>
/// Ports for processes that must be told theirs before they start, and find them again after a restart. They lie below
/// the range from which the system takes ports for outgoing connections, and each block belongs to one test process
/// until it ends.
/// </summary>
internal static class FreePorts
{
    private const int Lowest = 10_000;
    private const int BlockSize = 32;
    private const int Blocks = 700;
    private static readonly Lock Gate = new();
    private static readonly List<FileStream> Held = [];
    private static int _next;
    private static int _left;

    /// <summary>The first of 32 consecutive ports that nobody else is given while this process lives.</summary>
    public static int Base()
    {
        lock (Gate)
            return Reserve();
    }

    /// <summary>A port that nobody else is given while this process lives.</summary>
    public static int One()
    {
        lock (Gate)
        {
            if (_left == 0)
                (_next, _left) = (Reserve(), BlockSize);
            _left--;
            return _next++;
        }
    }

    private static int Reserve()
    {
        var locks = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "orchestrator-test-ports"));
        var start = Environment.ProcessId % Blocks;
        for (var i = 0; i < Blocks; i++)
        {
            var first = Lowest + ((start + i) % Blocks * BlockSize);
            if (Lock(Path.Combine(locks.FullName, $"{first}")) is not { } held)
                continue;
            if (Enumerable.Range(first, BlockSize).All(IsFree))
            {
                Held.Add(held);
                return first;
            }

            held.Dispose();
        }

        throw new InvalidOperationException($"No {BlockSize} free ports in a row from {Lowest}.");
    }

    private static FileStream? Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
