using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;
using Orchestrator.Lifetime;
using Orchestrator.StandIn.Capture;
using Orchestrator.StandIn.Completions;
using Orchestrator.StandIn.Embeddings;
using Orchestrator.StandIn.Faults;
using Orchestrator.StandIn.Logging;

namespace Orchestrator.StandIn;

/// <summary>Puts the stand-in provider together.</summary>
internal static class StandInApp
{
    public const string DefaultUrl = "http://127.0.0.1:8094";

    /// <summary>Makes the app, not yet started.</summary>
    /// <param name="args"><c>--urls</c>, <c>--config FILE</c>, <c>--capture</c>, and any configuration key.</param>
    /// <exception cref="StandInOptionsException">An address is not loopback, or an option is unknown.</exception>
    public static WebApplication Create(string[] args)
    {
        var capture = args.Contains("--capture");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [.. args.Where(a => a != "--capture")] });
        if (builder.Configuration["config"] is { } file)
            builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false);
        var urls = builder.Configuration["urls"] ?? builder.Configuration["Orchestrator:Http:Url"] ?? DefaultUrl;
        builder.WebHost.UseUrls(urls.Split(';').Select(Loopback).ToArray());

        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(options => options.FormatterName = StandInFormatter.FormatterName);
        builder.Logging.AddConsoleFormatter<StandInFormatter, ConsoleFormatterOptions>();

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Services.AddParentLifetime(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<FaultQueue>();
        if (capture)
            builder.Services.AddSingleton<RequestCapture>();

        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Response.Headers["x-orchestrator-stand-in"] = "true";
            return next(context);
        });
        if (capture)
            app.UseCapture();
        app.MapCompletions();
        app.MapEmbeddings();
        app.MapFaults();
        app.MapGet("/health/ready", () => Results.Text("""{"status":"ready","stand_in":true}""", "application/json"));
        app.MapGet("/health/live", () => Results.Text("""{"status":"live","stand_in":true}""", "application/json"));
        return app;
    }

    /// <summary>Where a started app listens.</summary>
    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static string Loopback(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new StandInOptionsException($"'{url}' is no http address. Use for example --urls {DefaultUrl}.");
        if (!(IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? IPAddress.IsLoopback(address) : uri.Host == "localhost"))
            throw new StandInOptionsException($"the stand-in listens on loopback only and '{uri.Host}' is not. Use for example --urls {DefaultUrl}.");
        return url;
    }
}
