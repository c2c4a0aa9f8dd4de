using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

public sealed class ProviderFailureTests : IAsyncLifetime
{
    private const string Canary = "my card is 4111 1111 1111 1111";
    private readonly FakeTimeProvider _time = new();
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Theory]
    [InlineData(400, "rejected")]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "unauthorized")]
    [InlineData(404, "rejected")]
    [InlineData(408, "timeout")]
    [InlineData(422, "rejected")]
    [InlineData(429, "busy")]
    [InlineData(500, "internal")]
    [InlineData(502, "internal")]
    [InlineData(503, "busy")]
    [InlineData(504, "timeout")]
    public async Task An_error_status_has_a_code_and_quotes_nothing(int status, string code)
    {
        _provider.Completions = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($$$"""{"error":{"message":"you sent: {{{Canary}}}","type":"some_type","code":"some_code"}}""");
        };

        var e = await FailAsync();

        Assert.Equal(code, e.Code);
        Assert.Equal($"acme answered with status {status} (some_code)", e.Message);
    }

    [Fact]
    public async Task A_busy_provider_says_how_long_to_wait()
    {
        _provider.Completions = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "20";
            return Task.CompletedTask;
        };

        Assert.Equal("acme answered with status 429 (unknown); it asks to wait 20 s", (await FailAsync()).Message);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_cut_off()
    {
        _provider.Completions = async context =>
        {
            await SendAsync(context, Text(Canary));
            context.Abort();
        };

        Assert.Equal("cut-off", (await FailAsync()).Code);
    }

    [Fact]
    public async Task A_connection_that_breaks_at_once_is_cut_off()
    {
        _provider.Completions = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        Assert.Equal("cut-off", (await FailAsync()).Code);
    }

    [Fact]
    public async Task A_stream_that_ends_before_its_finish_is_cut_off()
    {
        _provider.Completions = context => SendAsync(context, Text(Canary));

        Assert.Equal("cut-off", (await FailAsync()).Code);
    }

    [Fact]
    public async Task An_error_inside_the_stream_is_cut_off_and_quotes_nothing()
    {
        _provider.Completions = context => SendAsync(context, Text("Hel"), $$$"""{"error":{"message":"{{{Canary}}}","type":"server_error"}}""");

        var e = await FailAsync();

        Assert.Equal("cut-off", e.Code);
        Assert.Contains("server_error", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"choices\":\"4111 1111 1111 1111")]
    [InlineData("my card is 4111 1111 1111 1111")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_piece_that_is_no_chunk_breaks_the_protocol(string data)
    {
        _provider.Completions = context => SendAsync(context, Text("Hel"), data);

        Assert.Equal("protocol", (await FailAsync()).Code);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    public async Task An_answer_of_another_kind_breaks_the_protocol(string type)
    {
        _provider.Completions = context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(Canary);
        };

        var e = await FailAsync();

        Assert.Equal("protocol", e.Code);
        Assert.Contains("base URL", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_http_breaks_the_protocol()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = AnswerAsync(listener, "SSH-2.0-OpenSSH_9.7\r\n");

        using var connector = _provider.Connect(configure: o => o.BaseUrl = $"http://{listener.LocalEndpoint}/v1");
        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync(Canary).AllAsync());

        Assert.Equal("protocol", e.Code);
        await server;
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_unreachable()
    {
        using var connector = _provider.Connect(configure: o => o.BaseUrl = $"http://127.0.0.1:{FreePorts.One()}/v1");

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync(Canary).AllAsync());

        Assert.Equal("unreachable", e.Code);
        Assert.Equal("acme cannot be reached (ConnectionError)", e.Message);
    }

    [Fact]
    public async Task A_provider_that_never_begins_times_out_and_is_left()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.Completions = async context =>
        {
            asked.SetResult();
            await UntilGoneAsync(context);
            gone.SetResult();
        };
        using var connector = _provider.Connect(_time);
        await using var answer = connector.AskAsync(Canary).GetAsyncEnumerator();

        var next = answer.MoveNextAsync().AsTask();
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(30));

        var e = await Assert.ThrowsAsync<TargetException>(() => next);
        Assert.Equal(("timeout", "acme fell silent for 30 s"), (e.Code, e.Message));
        await gone.Task;
    }

    [Fact]
    public async Task A_provider_that_falls_silent_in_the_middle_times_out()
    {
        _provider.Completions = async context =>
        {
            await SendAsync(context, Text("Hel"));
            await UntilGoneAsync(context);
        };
        using var connector = _provider.Connect(_time);
        await using var answer = connector.AskAsync(Canary).GetAsyncEnumerator();
        await answer.MoveNextAsync();

        var next = answer.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("timeout", (await Assert.ThrowsAsync<TargetException>(() => next)).Code);
    }

    [Fact]
    public async Task An_error_whose_body_never_comes_times_out()
    {
        _provider.Completions = async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.Body.FlushAsync();
            await UntilGoneAsync(context);
        };
        using var connector = _provider.Connect(_time);
        var answer = connector.AskAsync(Canary).AllAsync();

        // The wait for the head and the wait for the body follow each other; each has its own limit.
        while (!answer.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("timeout", (await Assert.ThrowsAsync<TargetException>(() => answer)).Code);
    }

    [Fact]
    public async Task A_reader_that_takes_its_time_is_no_silence_of_the_provider()
    {
        _provider.Completions = context => SendAsync(context, Text("Hel"), Text("lo"), Finish("stop"), "[DONE]");
        using var connector = _provider.Connect(_time);
        await using var answer = connector.AskAsync("hello").GetAsyncEnumerator();
        await answer.MoveNextAsync();

        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(new ModelText("lo"), answer.Current);
    }

    private static async Task AnswerAsync(TcpListener listener, string text)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(text));
        // Waits until the other side has gone, so that it reads what was written.
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // It reset the connection: it has gone.
        }
    }

    private async Task<TargetException> FailAsync()
    {
        using ProviderConnector connector = _provider.Connect();
        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync(Canary).AllAsync());
        Assert.DoesNotContain("4111", e.ToString(), StringComparison.Ordinal);
        return e;
    }
}
