using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Cli.Up;

/// <summary>Whether loopback ports can be listened on.</summary>
internal static class PortCheck
{
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        try
        {
            // As Kestrel binds: an address still in TIME_WAIT after an earlier run is free.
            if (!OperatingSystem.IsWindows())
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Why the ports cannot be used and what to do; null when they can.</summary>
    public static string? Problem(Ports ports, bool standIn)
    {
        var taken = ports.Needed(standIn).Where(p => !IsFree(p.Port)).ToList();
        if (taken.Count == 0)
            return null;
        var lines = taken.Select(p => $"Port {p.Port}, for {p.What}, is taken by {PortHolder.Describe(p.Port)}.");
        return string.Join('\n', lines)
            + $"\nStop what listens there, or choose other ports: orchestrator up --port-base {Other(ports, standIn)}";
    }

    private static int Other(Ports ports, bool standIn)
    {
        for (var other = ports.Base + 100; other <= Ports.MaxBase; other += 100)
        {
            if (new Ports(other).Needed(standIn).All(p => IsFree(p.Port)))
                return other;
        }

        return 18080;
    }
}
