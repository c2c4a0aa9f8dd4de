using System.Net;
using System.Net.Sockets;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests;

internal static class FreePorts
{
    /// <summary>A base whose ports are all free just now.</summary>
    public static int Base() =>
        Enumerable.Range(0, 200).Select(i => 20000 + (((Environment.ProcessId * 7) + (i * 31)) % 400 * 25))
            .First(port => new Ports(port).Needed(standIn: true).All(p => PortCheck.IsFree(p.Port)));

    /// <summary>A port that nobody listens on just now.</summary>
    public static int One()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
