using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Api.Health;
using Orchestrator.Api.Models;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Usage;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Api.Tests;

/// <summary>The faces on real ports, over scripted conversations.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string Key = "orc_test_key";
    public const string AdminKey = "orc_test_admin_key";
    public const string UsageKey = "orc_test_usage_key";
    public const string OtherTenantsAdminKey = "orc_test_other_key";

    private readonly WebApplication _app;

    private ApiServer(WebApplication app, ScriptedConversations conversations, ScriptedErasure erasure, ScriptedUsage usage)
    {
        (_app, Conversations, Erasure, Usage) = (app, conversations, erasure, usage);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Http = new() { BaseAddress = new(addresses[0]) };
        Channel = GrpcChannel.ForAddress(addresses[1]);
    }

    public ScriptedConversations Conversations { get; }

    public ScriptedErasure Erasure { get; }

    public ScriptedUsage Usage { get; }

    public HttpClient Http { get; }

    public GrpcChannel Channel { get; }

    public bool Ready { get; set; } = true;

    /// <summary>What was logged, at any level.</summary>
    public ConcurrentQueue<string> Logged { get; private init; } = [];

    public ScriptedReleases Releases => (ScriptedReleases)_app.Services.GetRequiredService<IBudgetReleases>();

    /// <summary>What the router learned.</summary>
    public LearnedShifts Learned => _app.Services.GetRequiredService<LearnedShifts>();

    /// <summary>Whether what was learned can be written.</summary>
    public bool DiskTakes { get; set; } = true;

    /// <summary>The paths that are served, as they were mapped.</summary>
    public IEnumerable<string> Paths => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(static e => e.RoutePattern.RawText!);

    public static async Task<ApiServer> StartAsync(bool anonymous = true, Action<ApiOptions>? configure = null)
    {
        var conversations = new ScriptedConversations();
        var erasure = new ScriptedErasure();
        var usage = new ScriptedUsage();
        var builder = WebApplication.CreateSlimBuilder();
        var logged = new ConcurrentQueue<string>();
        builder.Logging.ClearProviders().AddProvider(new Lines(logged)).AddFilter("Orchestrator", LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static o => o.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static o => o.Protocols = HttpProtocols.Http2);
        });
        ApiServer? server = null;
        builder.Services.AddSingleton<IConversations>(conversations);
        builder.Services.AddSingleton<IErasure>(erasure);
        builder.Services.AddSingleton<IUsage>(usage);
        builder.Services.AddSingleton<IEmbeddings, ScriptedEmbeddings>();
        builder.Services.AddSingleton(new DigestKey(new byte[32]));
        builder.Services.AddSingleton<IModelListing, OneStandIn>();
        builder.Services.AddOrchestratorApi(options =>
        {
            options.NodeName = "node-1";
            options.EnteredZone = Zone.Device;
            options.AllowAnonymousLoopback = anonymous;
            options.Keys.Add(new() { Id = "k1", Sha256 = Sha256(Key), Tenant = "t", Owner = "o", Site = "s" });
            options.Keys.Add(new() { Id = "k2", Sha256 = Sha256(AdminKey), Tenant = "t", Owner = "boss", Site = "s", Admin = true });
            options.Keys.Add(new() { Id = "k4", Sha256 = Sha256(UsageKey), Tenant = "t", Owner = "books", Site = "s", Scopes = "usage" });
            options.Keys.Add(new() { Id = "k3", Sha256 = Sha256(OtherTenantsAdminKey), Tenant = "t2", Owner = "o", Site = "s", Admin = true });
            configure?.Invoke(options);
        });
        builder.Services.AddSingleton<IBudgetReleases>(new ScriptedReleases());
        builder.Services.AddSingleton<ILearnedStore>(new ScriptedStore(() => server is not { DiskTakes: false }));
        builder.Services.AddSingleton(new ScriptedPart(() => server is not { Ready: false }));
        builder.Services.AddHealthPart<ScriptedPart>(ScriptedPart.PartName);
        var app = builder.Build();
        app.MapOrchestratorApi();
        await app.StartAsync();
        return server = new(app, conversations, erasure, usage) { Logged = logged };
    }

    public Task<HttpResponseMessage> AskAsync(string body, params (string Name, string Value)[] headers) => AskAsync(Encoding.UTF8.GetBytes(body), headers);

    public async Task<HttpResponseMessage> AskAsync(byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Channel.Dispose();
        await _app.DisposeAsync();
    }

    private static string Sha256(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    private sealed class ScriptedPart(Func<bool> ready) : IHealthPart
    {
        public const string PartName = "journal";

        public string Name => PartName;

        public PartHealth Read() => (ready()
            ? PartHealth.Healthy("JOURNAL_OK", "open")
            : PartHealth.Unhealthy("JOURNAL_CLOSED", "closed", "No turn is accepted.", "Open it.")) with
        {
            Since = DateTimeOffset.UnixEpoch,
        };
    }

    private sealed class ScriptedStore(Func<bool> takes) : ILearnedStore
    {
        public bool Save() => takes();
    }

    private sealed class OneStandIn : IModelListing
    {
        public System.Collections.Immutable.ImmutableArray<ListedModel> List(Caller caller) =>
        [
            new() { Id = "auto", Owner = "orchestrator" },
            new() { Id = "echo@stand-in", Owner = "stand-in", Tier = Tier.Cloud, Zone = Zone.Cloud("stand-in"), StandIn = true },
        ];
    }
}
