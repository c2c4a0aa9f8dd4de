using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Cli.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    [Fact]
    public void Metrics_and_traces_are_exported_and_logs_with_the_words_of_exceptions_are_not()
    {
        var builder = WebApplication.CreateSlimBuilder(["--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1"]);
        builder.AddTelemetryExport("node-1");
        using var services = builder.Services.BuildServiceProvider();

        Assert.NotNull(services.GetService<TracerProvider>());
        Assert.NotNull(services.GetService<MeterProvider>());
        Assert.DoesNotContain(services.GetServices<ILoggerProvider>(), static p => p.GetType().Namespace!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    [Fact]
    public void A_span_keeps_what_was_served_and_nothing_that_the_caller_wrote()
    {
        using var span = new Activity("POST /v1/responses/{id}") { TraceStateString = "who=ana" };
        span.SetTag("http.route", "/v1/responses/{id}").SetTag("http.response.status_code", 404).SetTag("orchestrator.tier", "nano")
            .SetTag("url.path", "/v1/responses/order-of-ana").SetTag("url.query", "?after=ana").SetTag("user_agent.original", "ana's phone")
            .SetTag("http.request.method_original", "ANA").SetTag("server.address", "ana.example.org");

        new SpanRedaction().OnEnd(span);

        Assert.Equal(["http.route", "http.response.status_code", "orchestrator.tier"], span.TagObjects.Select(static t => t.Key));
        Assert.Null(span.TraceStateString);
    }
}
