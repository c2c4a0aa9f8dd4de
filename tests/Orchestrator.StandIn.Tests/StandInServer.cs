using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Orchestrator.StandIn.Tests;

/// <summary>A running stand-in on a free port.</summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInServer(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = StandInApp.AddressOf(app) };
    }

    public HttpClient Http { get; }

    public static async Task<StandInServer> StartAsync(params string[] args)
    {
        var app = StandInApp.Create(["--urls", "http://127.0.0.1:0", .. args]);
        await app.StartAsync();
        return new(app);
    }

    public static object Ask(string text, bool stream = false, string model = "orchestrator-stand-in") => new
    {
        model,
        stream,
        stream_options = stream ? new { include_usage = true } : null,
        messages = new[] { new { role = "user", content = text } },
    };

    public Task<HttpResponseMessage> PostAsync(object body, string path = "/v1/chat/completions") => Http.PostAsJsonAsync(path, body);

    public async Task FaultAsync(object fault) => (await PostAsync(fault, "/stand-in/faults")).EnsureSuccessStatusCode();

    public async Task<string> ContentAsync(object body)
    {
        using var answer = await JsonAsync(await PostAsync(body));
        return answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    public static async Task<JsonDocument> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync());

    /// <summary>The data of each event, as far as the stream goes.</summary>
    public async Task<(List<string> Events, bool Broken)> StreamAsync(object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(body) };
        var events = new List<string>();
        try
        {
            using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    events.Add(line[6..]);
            }

            return (events, false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // A reset takes with it what the reader had not taken yet, headers included.
            return (events, true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
