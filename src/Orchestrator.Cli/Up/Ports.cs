namespace Orchestrator.Cli.Up;

/// <summary>The ports of a system on this machine, all on loopback, counted from a base.</summary>
internal sealed record Ports(int Base)
{
    public const int DefaultBase = 8080;

    /// <summary>The highest base whose last port is still a port.</summary>
    public const int MaxBase = 65535 - 23;

    public int SiloHttp => Base;

    public int SiloGrpc => Base + 1;

    public int DeviceHttp => Base + 10;

    public int DeviceGrpc => Base + 11;

    public int GatewayHttp => Base + 12;

    public int GatewayGrpc => Base + 13;

    public int StandIn => Base + 14;

    /// <summary>Between silos.</summary>
    public int Orleans => Base + 20;

    /// <summary>For clients of the grains.</summary>
    public int OrleansGateway => Base + 21;

    public static string Url(int port) => $"http://127.0.0.1:{port}";

    /// <summary>Each port that will be listened on, and for what.</summary>
    public IEnumerable<(int Port, string What)> Needed(bool standIn)
    {
        yield return (SiloHttp, "the silo's HTTP");
        yield return (SiloGrpc, "the silo's gRPC");
        yield return (DeviceHttp, "the device's HTTP");
        yield return (DeviceGrpc, "the device's gRPC");
        yield return (GatewayHttp, "the gateway's HTTP");
        yield return (GatewayGrpc, "the gateway's gRPC");
        yield return (Orleans, "Orleans between silos");
        yield return (OrleansGateway, "Orleans' clients");
        if (standIn)
            yield return (StandIn, "the stand-in provider");
    }
}
