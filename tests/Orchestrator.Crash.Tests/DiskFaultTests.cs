using Orchestrator.Crash.Tests.Lives;
using Xunit.Abstractions;

namespace Orchestrator.Crash.Tests;

/// <summary>A disk that fails for a while: nothing is acknowledged that is not kept, and all goes on when it works again.</summary>
public sealed class DiskFaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(DiskFault.Full, 7)]
    [InlineData(DiskFault.ReadOnly, 13)]
    [InlineData(DiskFault.Writing, 7)]
    [InlineData(DiskFault.Syncing, 1)]
    [InlineData(DiskFault.Naming, 1)]
    [InlineData(DiskFault.Reading, 7)]
    public async Task A_disk_that_fails_from_any_step_on_loses_nothing_and_the_journal_goes_on_when_it_works_again(DiskFault fault, int stride)
    {
        using var sweep = new FaultSweep(fault);
        await sweep.SweepAsync(stride);
        output.WriteLine($"{sweep.Failures} failures of {fault}");
        Assert.True(sweep.Failures > 2);
    }

    // A file that reads short is a damaged file, which a process takes no writes to until it ends.
    [Theory]
    [InlineData(DiskFault.Full, 7)]
    [InlineData(DiskFault.Syncing, 1)]
    [InlineData(DiskFault.Naming, 1)]
    [InlineData(DiskFault.ShortRead, 7)]
    public async Task What_a_failing_disk_did_to_one_process_takes_nothing_from_the_next_one(DiskFault fault, int stride)
    {
        using var sweep = new FaultSweep(fault, kills: true);
        await sweep.SweepAsync(stride);
        output.WriteLine($"{sweep.Failures} failures of {fault}");
        Assert.True(sweep.Failures > 2);
    }
}
