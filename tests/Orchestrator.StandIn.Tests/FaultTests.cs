using System.Diagnostics;
using System.Text.Json;
using static Orchestrator.StandIn.Tests.StandInServer;

namespace Orchestrator.StandIn.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_status_applies_to_as_many_requests_as_it_counts()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { status = 503, retryAfterSeconds = 7, count = 2 });
        var first = await server.PostAsync(Ask("x"));
        Assert.Equal(503, (int)first.StatusCode);
        Assert.Equal(7, first.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal(503, (int)(await server.PostAsync(Ask("x"))).StatusCode);
        Assert.Equal(200, (int)(await server.PostAsync(Ask("x"))).StatusCode);
    }

    [Fact]
    public async Task A_list_of_faults_applies_in_its_order()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new object[] { new { status = 429 }, new { status = 500 } });
        Assert.Equal(429, (int)(await server.PostAsync(Ask("x"))).StatusCode);
        Assert.Equal(500, (int)(await server.PostAsync(Ask("x"))).StatusCode);
        Assert.Equal(200, (int)(await server.PostAsync(Ask("x"))).StatusCode);
    }

    [Fact]
    public async Task Cleared_faults_apply_no_more()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { status = 500, count = (int?)null });
        Assert.Equal(500, (int)(await server.PostAsync(Ask("x"))).StatusCode);
        Assert.Equal(500, (int)(await server.PostAsync(Ask("x"))).StatusCode);
        await server.Http.DeleteAsync("/stand-in/faults");
        Assert.Equal(200, (int)(await server.PostAsync(Ask("x"))).StatusCode);
    }

    [Fact]
    public async Task A_cut_breaks_the_connection_in_mid_stream()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { cutAfterChunks = 3 });
        var (events, broken) = await server.StreamAsync(Ask("x", stream: true));
        Assert.True(broken);
        Assert.True(events.Count <= 3);
    }

    [Fact]
    public async Task A_cut_breaks_an_answer_that_is_not_streamed_too()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { cutAfterChunks = 3 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => server.PostAsync(Ask("x")));
    }

    [Fact]
    public async Task A_stall_sends_some_and_then_nothing_until_the_client_leaves()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { stallAfterChunks = 2 });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent(JsonSerializer.Serialize(Ask("x", stream: true)));
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.StartsWith("data: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await reader.ReadLineAsync();
        Assert.StartsWith("data: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await reader.ReadLineAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadLineAsync(patience.Token));
    }

    [Fact]
    public async Task An_error_can_come_in_the_stream()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { errorInStream = 2 });
        var (events, broken) = await server.StreamAsync(Ask("x", stream: true));
        Assert.False(broken);
        Assert.Equal(3, events.Count);
        Assert.True(JsonDocument.Parse(events[^1]).RootElement.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Garbage_is_no_json()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { garbage = true });
        var body = await (await server.PostAsync(Ask("x"))).Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(body));
    }

    [Fact]
    public async Task A_delay_comes_before_the_first_byte()
    {
        await using var server = await StandInServer.StartAsync();
        await server.FaultAsync(new { delayMs = 150 });
        var watch = Stopwatch.StartNew();
        await server.ContentAsync(Ask("x"));
        Assert.True(watch.ElapsedMilliseconds >= 140);
    }

    [Theory]
    [InlineData("orchestrator-stand-in#status-503", 503)]
    [InlineData("orchestrator-stand-in#delay-1", 200)]
    [InlineData("orchestrator-stand-in#nonsense", 404)]
    [InlineData("orchestrator-stand-in#status-9", 404)]
    public async Task A_fault_can_be_named_in_the_model(string model, int status)
    {
        await using var server = await StandInServer.StartAsync();
        Assert.Equal(status, (int)(await server.PostAsync(Ask("x", model: model))).StatusCode);
    }

    [Theory]
    [InlineData("""{"status":42}""")]
    [InlineData("""{"stauts":500}""")]
    [InlineData("""{"count":0}""")]
    [InlineData("""{"delayMs":-1}""")]
    [InlineData("[null]")]
    [InlineData("null")]
    [InlineData("x")]
    public async Task A_fault_that_makes_no_sense_is_refused(string fault)
    {
        await using var server = await StandInServer.StartAsync();
        using var content = new StringContent(fault);
        Assert.Equal(400, (int)(await server.Http.PostAsync("/stand-in/faults", content)).StatusCode);
        Assert.Equal("[]", await server.Http.GetStringAsync("/stand-in/faults"));
    }
}
