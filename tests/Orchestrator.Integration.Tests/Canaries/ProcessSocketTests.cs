using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Integration.Tests.Canaries;

public sealed class ProcessSocketTests
{
    [Fact]
    public void A_socket_that_is_not_expected_is_told_and_one_that_is_expected_is_not()
    {
        // Only Linux tells whose sockets are whose in files.
        if (!OperatingSystem.IsLinux())
            return;
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        using var datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var hex = $":{port:X4} ";
        var others = ProcessSockets.Others(Environment.ProcessId, [], []);

        Assert.Equal(2, others.Count(o => o.StartsWith("tcp", StringComparison.Ordinal) && o.Contains(hex, StringComparison.Ordinal)));
        Assert.Contains(others, o => o.StartsWith("udp", StringComparison.Ordinal));
        Assert.DoesNotContain(ProcessSockets.Others(Environment.ProcessId, [port], [port]), o => o.Contains(hex, StringComparison.Ordinal));
    }
}
