using System.Net;

namespace Orchestrator.Api.Tests;

public sealed class HealthTests : ApiTest
{
    [Fact]
    public async Task Each_part_is_told_with_its_state()
    {
        Assert.Equal(
            """{"status":"healthy","node":"node-1","parts":{"journal":{"status":"healthy","description":"open"}}}""",
            await Server.Http.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task A_process_that_is_not_ready_still_lives()
    {
        Server.Ready = false;

        using var ready = await Server.Http.GetAsync("/health/ready");
        using var live = await Server.Http.GetAsync("/health/live");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
    }
}
