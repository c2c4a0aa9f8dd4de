using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>Logs on the console as the zone <c>telemetry</c> may have them.</summary>
internal static class RedactedLogging
{
    public static ILoggingBuilder AddRedactedConsole(this ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            o.UseUtcTimestamp = true;
        });
        var console = logging.Services.Single(d => d.ServiceType == typeof(ILoggerProvider) && d.ImplementationType == typeof(ConsoleLoggerProvider));
        logging.Services.Remove(console);
        logging.Services.AddSingleton<ILoggerProvider>(s => new WordlessLoggerProvider(ActivatorUtilities.CreateInstance<ConsoleLoggerProvider>(s)));
        logging.EnableRedaction();
        logging.Services.AddSingleton<KeyedDigestRedactor>().AddRedaction(r => r
            .SetRedactor<KeyedDigestRedactor>(TelemetryClasses.CallerId)
            .SetRedactor<ErasingRedactor>(TelemetryClasses.Content)
            .SetFallbackRedactor<ErasingRedactor>());
        return logging;
    }
}
