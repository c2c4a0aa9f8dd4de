using Orchestrator.Conversations.Erasure;
using Orchestrator.Crash.Tests.Lives;
using Xunit.Abstractions;

namespace Orchestrator.Crash.Tests;

/// <summary>An erasure that a crash interrupts is not begun, or is completed by the next process; and then nothing opens what was erased.</summary>
public sealed class ErasureCrashTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(ErasureScope.Conversation)]
    [InlineData(ErasureScope.Owner)]
    [InlineData(ErasureScope.Tenant)]
    public async Task A_crash_at_any_step_of_an_erasure_leaves_it_undone_or_to_be_completed_and_never_half_told(ErasureScope scope)
    {
        using var sweep = new EraseSweep(scope);
        await sweep.SweepAsync(draws: 3);
        output.WriteLine($"{sweep.Crashes} crashes of an erasure of one {scope}: {sweep.Untouched} before it was begun, {sweep.Resumed} completed by the next process");
        Assert.True(sweep.Untouched > 0);
        Assert.True(sweep.Resumed > 0);
    }

    [Theory]
    [InlineData(DiskFault.Full)]
    [InlineData(DiskFault.ReadOnly)]
    [InlineData(DiskFault.Writing)]
    [InlineData(DiskFault.Syncing)]
    [InlineData(DiskFault.Naming)]
    public async Task A_disk_that_fails_from_any_step_of_an_erasure_on_is_told_and_the_same_request_completes_it_later(DiskFault fault)
    {
        using var sweep = new EraseSweep(ErasureScope.Owner);
        var failures = await sweep.FailAsync(fault);
        output.WriteLine($"{failures} failures of {fault}");
        Assert.True(failures > 1);
    }
}
