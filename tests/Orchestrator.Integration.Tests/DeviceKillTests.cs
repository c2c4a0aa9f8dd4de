using Orchestrator.Integration.Tests.Running;
using Xunit.Abstractions;

namespace Orchestrator.Integration.Tests;

/// <summary>A device's process, killed under load.</summary>
public sealed class DeviceKillTests(ITestOutputHelper output)
{
    [Fact]
    public Task Fifteen_kills_under_load_lose_nothing_double_nothing_and_keep_the_order() =>
        Kills.EndureAsync(output, s => (s.Device, s.DeviceHttp, s.DeviceGrpc));
}
