using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>A real server on a free port that answers as the test says, and keeps what it was sent.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeProvider(WebApplication app) => _app = app;

    public string BaseUrl => _app.Urls.Single() + "/v1";

    /// <summary>Answers <c>POST /v1/chat/completions</c> and <c>/v1/embeddings</c>.</summary>
    public Func<HttpContext, Task> Completions { get; set; } = context => SendAsync(context, Text("ok"), Finish("stop"), "[DONE]");

    /// <summary>Answers <c>GET /v1/models</c>.</summary>
    public Func<HttpContext, Task> Models { get; set; } = context => context.Response.WriteAsync("""{"object":"list","data":[]}""");

    public byte[] Body { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Path and query of the last request.</summary>
    public string Path { get; private set; } = "";

    public int Requests { get; private set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new FakeProvider(app);
        foreach (var listing in (string[])["/v1/models", "/openai/models"])
            app.MapGet(listing, context => provider.Models(context));
        foreach (var path in (string[])["/v1/chat/completions", "/v1/messages", "/v1/embeddings", "/openai/deployments/{name}/chat/completions"])
            app.MapPost(path, provider.ReceiveAsync);
        await app.StartAsync();
        return provider;
    }

    public ProviderConnector Connect(TimeProvider? time = null, Action<ProviderOptions>? configure = null)
    {
        var options = new ProviderOptions { Name = "acme", BaseUrl = BaseUrl, Model = "large-1", ApiKey = "sk-test" };
        configure?.Invoke(options);
        return new(options, time ?? TimeProvider.System, NullLogger<ProviderConnector>.Instance);
    }

    public static string Text(string text) => $$"""{"choices":[{"index":0,"delta":{"content":{{System.Text.Json.JsonSerializer.Serialize(text)}}},"finish_reason":null}]}""";

    public static string Finish(string reason) => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    /// <summary>Sends data objects of a stream, each at once.</summary>
    public static async Task SendAsync(HttpContext context, params string[] data)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        foreach (var item in data)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {item}\n\n"));
            await context.Response.Body.FlushAsync();
        }
    }

    /// <summary>Completes when the client is gone.</summary>
    public static async Task UntilGoneAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Body = body.ToArray();
        Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Path = context.Request.GetEncodedPathAndQuery();
        Requests++;
        await Completions(context);
    }
}
