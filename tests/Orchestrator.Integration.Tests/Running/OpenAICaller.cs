using System.Net;
using System.Net.Http.Json;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>One streamed request of the OpenAI API a round; after the kill the same idempotency key gives one answer, however often it is sent.</summary>
internal sealed class OpenAICaller(TestSystem system, int port, Func<int, string> text) : Witness
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private string? _conversation;
    private bool _whole;

    /// <summary>What was asked, and how many attempts it took.</summary>
    public List<(string Text, int Attempts)> Asked { get; } = [];

    public override async Task CheckAsync(int round)
    {
        var first = await system.AskAsync(port, text(round), key: Key(round));
        var second = await system.AskAsync(port, text(round), key: Key(round));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(_whole ? "1" : first.Route["attempt"], first.Route["attempt"]);
        Assert.Equal(_conversation, first.Route["conversation"]);
        Assert.Equal(
            (first.Text, first.Route["attempt"], first.Route["conversation"], first.Route["turn"]),
            (second.Text, second.Route["attempt"], second.Route["conversation"], second.Route["turn"]));
        var attempts = int.Parse(first.Route["attempt"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(attempts, 1, 2);
        Asked.Add((text(round), attempts));
        Checked++;
        CutOff += attempts > 1 ? 1 : 0;
    }

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task SendAsync(int round, TaskCompletionSource begun)
    {
        (_conversation, _whole) = (null, false);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{TestSystem.Url(port)}/v1/chat/completions");
            request.Headers.Add("Idempotency-Key", Key(round));
            request.Content = JsonContent.Create(new { model = "auto", stream = true, messages = new[] { new { role = "user", content = text(round) } } });
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            _conversation = response.Headers.GetValues("x-orchestrator-conversation").Single();
            begun.TrySetResult();
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (await lines.ReadLineAsync() is { } line)
                _whole |= line == "data: [DONE]";
        }
        catch (Exception e) when (e is HttpRequestException or IOException && begun.Task.IsCompletedSuccessfully)
        {
            // The process is gone.
        }
    }

    private static string Key(int round) => $"key-{round}";
}
