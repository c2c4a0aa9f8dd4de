using System.Net;
using System.Net.Sockets;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Up;

public sealed class PortCheckTests
{
    [Fact]
    public void A_taken_port_is_told_with_who_has_it_and_what_to_do()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.False(PortCheck.IsFree(port));

        var problem = PortCheck.Problem(new Ports(port - 10), standIn: true);
        Assert.Contains($"Port {port}, for the device's HTTP, is taken by", problem, StringComparison.Ordinal);
        Assert.Contains("--port-base", problem, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains($"process {Environment.ProcessId}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_taken_on_every_address_is_taken_on_loopback()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        Assert.False(PortCheck.IsFree(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public void A_port_that_nobody_listens_on_is_free() => Assert.True(PortCheck.IsFree(FreePorts.One()));

    [Fact]
    public void The_default_ports_are_the_documented_ones()
    {
        var ports = new Ports(Ports.DefaultBase);
        Assert.Equal(
            [8080, 8081, 8090, 8091, 8092, 8093, 8094],
            [ports.SiloHttp, ports.SiloGrpc, ports.DeviceHttp, ports.DeviceGrpc, ports.GatewayHttp, ports.GatewayGrpc, ports.StandIn]);
    }
}
