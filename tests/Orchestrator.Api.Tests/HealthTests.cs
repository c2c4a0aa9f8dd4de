using System.Net;
using Grpc.Core;
using Grpc.Health.V1;

namespace Orchestrator.Api.Tests;

public sealed class HealthTests : ApiTest
{
    private const string Open = """{"status":"healthy","code":"JOURNAL_OK","description":"open","since":"1970-01-01T00:00:00+00:00"}""";

    [Fact]
    public async Task Each_part_is_told_with_its_state()
    {
        Assert.Equal($$$"""{"status":"healthy","node":"node-1","parts":{"journal":{{{Open}}}}}""", await Server.Http.GetStringAsync("/health/ready"));
        Assert.Equal($$"""{"part":"journal",{{Open[1..]}}""", await Server.Http.GetStringAsync("/health/journal"));
    }

    [Fact]
    public async Task A_process_that_is_not_ready_still_lives()
    {
        Server.Ready = false;

        using var ready = await Server.Http.GetAsync("/health/ready");
        using var part = await Server.Http.GetAsync("/health/journal");
        using var live = await Server.Http.GetAsync("/health/live");

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, part.StatusCode, live.StatusCode));
    }

    [Fact]
    public async Task A_part_that_is_broken_says_what_it_means_and_what_to_do()
    {
        Server.Ready = false;

        using var part = await Server.Http.GetAsync("/health/journal");

        Assert.Equal(
            """{"part":"journal","status":"unhealthy","code":"JOURNAL_CLOSED","description":"closed","since":"1970-01-01T00:00:00+00:00","means":"No turn is accepted.","remedy":"Open it."}""",
            await part.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_part_that_is_not_there_is_not_found_and_the_others_are_named()
    {
        using var part = await Server.Http.GetAsync("/health/nothing");

        Assert.Equal(HttpStatusCode.NotFound, part.StatusCode);
        Assert.Contains("journal", await part.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "orchestrator.example")]
    [InlineData("Authorization", "Bearer wrong")]
    public async Task Who_is_not_of_this_machine_and_has_no_key_learns_only_whether_it_is_well(string header, string value)
    {
        foreach (var path in new[] { "/health/ready", "/health/journal" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await Server.Http.SendAsync(request);
            Assert.Equal("""{"status":"healthy"}""", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Grpc_health_knows_the_whole_each_service_and_each_part()
    {
        var client = new global::Grpc.Health.V1.Health.HealthClient(Server.Channel);
        string[] services = ["", "orchestrator.v1.ConversationService", "journal"];

        foreach (var service in services)
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await client.CheckAsync(new() { Service = service })).Status);
        Server.Ready = false;
        foreach (var service in services)
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, (await client.CheckAsync(new() { Service = service })).Status);
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(new() { Service = "nothing" }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }
}
