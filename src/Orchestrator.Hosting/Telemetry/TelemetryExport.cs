using Microsoft.AspNetCore.Builder;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orchestrator.Api.Health;
using Orchestrator.Conversations;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Hosting.Telemetry;

internal static class TelemetryExport
{
    /// <summary>
    /// Sends metrics and traces to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, without what requests hold; and no logs, of which the
    /// exporter would send the messages of exceptions as well.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="name">The process's name.</param>
    public static void AddTelemetryExport(this WebApplicationBuilder builder, string name)
    {
        // Collecting what goes nowhere costs every request; instruments and sources stay there for whoever listens in the process.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is null)
            return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService($"orchestrator/{name}"))
            .WithMetrics(static m => m.AddMeter(TurnInstruments.Name, HealthServices.MeterName, ProviderInstruments.MeterName, "Microsoft.Orleans").AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithTracing(static t => t.AddSource(TurnInstruments.Name).AddAspNetCoreInstrumentation().AddProcessor(new SpanRedaction()).AddOtlpExporter());
    }
}
