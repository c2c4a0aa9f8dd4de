using Xunit.Abstractions;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>
/// Real processes, killed with SIGKILL while callers of both APIs are being answered. What each caller was told is compared with what
/// the process knows when it is back. A kill shows what a process loses, not what a disk does: for that there is the simulated disk.
/// </summary>
internal static class Kills
{
    private const int Rounds = 15;

    public static async Task EndureAsync(ITestOutputHelper output, Func<TestSystem, (ServerProcess Process, int Http, int Grpc)> choose)
    {
        await using var system = await TestSystem.StartAsync();
        var (victim, http, grpc) = choose(system);
        await using var reader = new GrpcCaller(grpc, rides: false, round => Text(100 + round));
        await using var rider = new GrpcCaller(grpc, rides: true, round => Text(200 + round));
        await using var stock = new OpenAICaller(system, http, round => Text(300 + round));
        await using var busy = new BusyCaller(grpc);
        Witness[] callers = [reader, rider, stock, busy];

        for (var round = 1; round <= Rounds; round++)
        {
            await system.SetFaultAsync(new { chunkDelayMs = 300, count = 3 });
            foreach (var caller in callers)
                caller.Send(round);
            await Task.WhenAll(callers.Select(c => c.BegunAsync()));
            await victim.KillAsync();
            await system.ClearFaultsAsync();
            victim.Start();
            await system.ReadyAsync();
            await Task.WhenAll(callers.Select(c => c.CutAsync()));
            await Task.WhenAll(callers.Select(c => c.CheckAsync(round)));
        }

        // Nothing ran more often than there are attempts.
        var received = await system.ProviderCaptureAsync();
        Assert.All(stock.Asked, asked => Assert.InRange(received.Split(asked.Text).Length - 1, 1, asked.Attempts));
        Assert.All(callers[..3], caller => Assert.NotEqual(0, caller.CutOff));
        output.WriteLine($"{Rounds} kills; {callers.Sum(c => c.Checked)} acknowledged turns looked for, {callers.Sum(c => c.CutOff)} of them cut off and answered by their next attempt");
    }

    private static string Text(int n) => $"Derive the closed form of the sum of the first {n} cubes and prove it by induction";
}
