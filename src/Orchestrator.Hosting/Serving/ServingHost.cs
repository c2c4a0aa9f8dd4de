using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Api;
using Orchestrator.Api.Access;
using Orchestrator.Api.Health;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Conversations.Events;
using Orchestrator.Hosting.Health;
using Orchestrator.Hosting.Learning;
using Orchestrator.Hosting.Machine;
using Orchestrator.Hosting.Targets;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Inference.Encoders;
using Orchestrator.Lifetime;
using Orchestrator.Link.Identity;
using Orchestrator.Privacy;
using Orchestrator.Protocol;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Learning;
using Orchestrator.Storage;
using Orchestrator.Storage.Ledgers;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Hosting.Serving;

/// <summary>What the silo and the edge node have in common: storage, the gate, the engine, local models, the faces, endpoints and telemetry.</summary>
public static class ServingHost
{
    /// <summary>Makes a builder that also reads the JSON file named by <c>--config</c>.</summary>
    /// <param name="args">The command line.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (builder.Configuration["config"] is { } file)
            builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false).AddEnvironmentVariables().AddCommandLine(args);
        builder.Logging.ClearProviders().AddRedactedConsole();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning)

            // Each part logs its own changes once; the framework would log every look at a part that is not healthy.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        return builder;
    }

    /// <summary>Adds what every serving process needs. The host adds its conversations and its target catalogue.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The process's name in journals, answers and health.</param>
    /// <param name="entered">The zone where its turns enter.</param>
    /// <param name="tiers">The tiers of the local models that it runs.</param>
    public static ServingOptions AddServing(this WebApplicationBuilder builder, string name, Zone entered, params Tier[] tiers)
    {
        var section = builder.Configuration.GetSection(ServingOptions.Section);
        var serving = section.Get<ServingOptions>() ?? new();
        var services = builder.Services;
        services.AddOptions<ServingOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSqliteJournal(o =>
        {
            builder.Configuration.GetSection(SqliteJournalOptions.Section).Bind(o);
            o.DataDirectory = serving.DataDirectory;
        }, o => builder.Configuration.GetSection(KeyRingOptions.Section).Bind(o));
        services.AddSingleton<IValidateOptions<KeyRingOptions>>(new DevelopmentKeyGuard(serving));
        services.AddSingleton<IEventCodec, EventCodec>();
        services.AddSingleton(s => new LearnedFile(
            s.GetRequiredService<LearnedShifts>(), serving.DataDirectory, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<LearnedFile>>()));
        services.AddSingleton<ILearnedStore>(static s => s.GetRequiredService<LearnedFile>());
        services.AddHostedService(static s => s.GetRequiredService<LearnedFile>());
        services.AddSingleton(s => new DigestKey(s.GetRequiredService<KeyRing>().Derive("digest")));
        services.AddSingleton(s => new LedgerKey(s.GetRequiredService<KeyRing>().Derive("ledger")));
        services.AddSingleton(s => ServedPolicy.Of(serving, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => serving.RecognizersFile is { Length: > 0 } own ? TextAnalyzer.With(RecognizerFile.Load(own, EncoderLabeller.Load)) : new TextAnalyzer());
        services.AddSingleton(s => new EgressGate(
            s.GetRequiredService<TextAnalyzer>(), s.GetRequiredService<IPolicySource>(), s.GetRequiredService<LedgerKey>(), s.GetRequiredService<TimeProvider>(), s.GetServices<IAttachmentDetector>()));
        services.AddSingleton(s => new Ed25519LedgerSigner(s.GetRequiredService<KeyRing>().Derive("ledger-signature")));
        services.AddSingleton(s => LedgerFile.Open(
            Path.Combine(serving.DataDirectory, "ledger"), name, s.GetRequiredService<Ed25519LedgerSigner>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEgressLedger>(s => s.GetRequiredService<LedgerFile>());
        services.AddSingleton<IDifficultyEstimator>(_ => DifficultyEstimator.Load(Path.Combine(serving.Models.Path, serving.Models.Difficulty)));
        services.AddSingleton(s =>
        {
            var machine = new MachineWatch(new(), s.GetRequiredService<TimeProvider>());
            var local = LocalTargets.Load(serving.Models, name, entered, tiers, s.GetRequiredService<ILogger<LocalTargets>>(), () => machine.State);
            foreach (var (tier, problem) in local.Problems)
                LocalTargetsLog.DecoderLeftOut(s.GetRequiredService<ILogger<LocalTargets>>(), tier, problem);
            return local;
        });
        services.AddSingleton(s =>
        {
            var embeddings = LocalEmbeddingModel.Load(serving.Models, name, entered);
            if (embeddings.Problem is { } problem)
                LocalTargetsLog.EmbeddingsLeftOut(s.GetRequiredService<ILogger<LocalTargets>>(), problem);
            return embeddings;
        });
        services.AddTurnEngine(new(name, entered));
        services.AddEmbeddings(s => s.GetRequiredService<LocalEmbeddingModel>().Connector is { } local ? [local, .. s.GetServices<IEmbeddingConnector>()] : s.GetServices<IEmbeddingConnector>());
        services.AddHostedService<ErasureResumption>();
        services.AddOptions<TurnOptions>().Bind(section.GetSection("Turns"));
        services.AddOptions<Routing.RouterOptions>().Bind(section.GetSection("Routing"));
        services.AddHealthPart<StoragePart>(StoragePart.PartName).AddHealthPart<KeysPart>(KeysPart.PartName).AddHealthPart<ModelsPart>(ModelsPart.PartName).AddHealthPart<PolicyPart>(PolicyPart.PartName);
        services.AddOrchestratorApi(o => Faces(o, section, name, entered));
        builder.WebHost.ConfigureKestrel(k => Listen(k, serving));
        builder.AddTelemetryExport(name);
        return serving;
    }

    /// <summary>Runs the application: opens the store first, so that what is wrong with it is said before anything listens.</summary>
    /// <param name="configure">Makes the configured builder.</param>
    /// <param name="map">Maps what the host serves besides the faces.</param>
    /// <returns>The process's exit code: 0 after a stop, 2 when it could not start.</returns>
    public static async Task<int> RunAsync(Func<WebApplicationBuilder> configure, Action<WebApplication> map)
    {
        try
        {
            var builder = configure();

            // Before it reads a key or a person's word.
            if (!(builder.Configuration.GetSection(ServingOptions.Section).Get<ServingOptions>() ?? new()).AllowCoreDumps)
                CoreDumps.Forbid();
            builder.Services.AddParentLifetime(builder.Configuration);
            await using var app = builder.Build();
            CheckEndpoints(app.Services.GetRequiredService<IOptions<ServingOptions>>().Value, app.Services.GetRequiredService<IOptions<ApiOptions>>().Value);
            _ = app.Services.GetRequiredService<TurnEngine>();
            app.MapOrchestratorApi();
            map(app);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } problem)
        {
            await Console.Error.WriteLineAsync($"cannot start: {problem}");
            return 2;
        }
    }

    // The guard looks again at what was really bound; asked before, it is one line and no stack trace.
    private static void CheckEndpoints(ServingOptions serving, ApiOptions api)
    {
        foreach (var endpoint in new[] { serving.Http, serving.Grpc })
        {
            if (Uri.TryCreate(endpoint.Url, UriKind.Absolute, out _) && LoopbackGuard.Problem(endpoint.Url, api) is { } problem)
                throw new InvalidOperationException(problem);
        }
    }

    private static void Faces(ApiOptions options, IConfigurationSection section, string name, Zone entered)
    {
        var api = section.GetSection("Api");
        options.MaxRequestBytes = api.GetValue(nameof(options.MaxRequestBytes), options.MaxRequestBytes);
        options.RetryAfter = api.GetValue(nameof(options.RetryAfter), options.RetryAfter);
        var auth = section.GetSection("Auth");
        options.NodeName = name;
        options.EnteredZone = entered;
        options.AllowAnonymousLoopback = auth.GetValue<bool>("AllowAnonymousLoopback");
        options.KeyFile = auth["KeyFile"];
        foreach (var key in auth.GetSection("Keys").Get<ApiKeyOptions[]>() ?? [])
            options.Keys.Add(key);
        var anonymous = auth.GetSection("Anonymous");
        if (anonymous.Exists())
            options.AnonymousCaller = new(anonymous["Tenant"] ?? "", anonymous["Owner"] ?? "", anonymous["Site"] ?? "", "anonymous");
    }

    private static void Listen(KestrelServerOptions kestrel, ServingOptions serving)
    {
        kestrel.AddServerHeader = false;

        // A link or stream whose other end vanished must not look alive.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
        Bind(kestrel, serving.Http.Url, "Http", HttpProtocols.Http1AndHttp2);
        Bind(kestrel, serving.Grpc.Url, "Grpc", HttpProtocols.Http2);
    }

    private static void Bind(KestrelServerOptions kestrel, string url, string key, HttpProtocols protocols)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new OptionsValidationException(key, typeof(EndpointOptions), [$"{ServingOptions.Section}:{key}:Url must be an http or https address such as http://127.0.0.1:8080, not '{url}'."]);

        // In plaintext there is no negotiation, so a port speaks one version: HTTP/1.1 for people and OpenAI clients, HTTP/2 for gRPC.
        void Configure(ListenOptions listen)
        {
            listen.Protocols = address.Scheme == "http" && protocols == HttpProtocols.Http1AndHttp2 ? HttpProtocols.Http1 : protocols;
            if (address.Scheme == "https")
                listen.UseHttps();
        }

        if (address.Host == "localhost")
            kestrel.ListenLocalhost(address.Port, Configure);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            kestrel.Listen(ip, address.Port, Configure);
        else
            kestrel.ListenAnyIP(address.Port, Configure);
    }
}
