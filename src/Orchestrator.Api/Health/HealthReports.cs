using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Orchestrator.Api.OpenAi;

namespace Orchestrator.Api.Health;

/// <summary>Health as JSON: the whole, and each part with its state.</summary>
internal static class HealthReports
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var node = context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.NodeName;
        return OpenAiAnswers.WriteAsync(context, (node, report), static (writer, value) => Write(writer, value.node, value.report));
    }

    private static void Write(Utf8JsonWriter writer, string node, HealthReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, Name(report.Status));
        writer.WriteString("node"u8, node);
        writer.WriteStartObject("parts"u8);
        foreach (var (name, part) in report.Entries)
        {
            writer.WriteStartObject(name);
            writer.WriteString("status"u8, Name(part.Status));
            writer.WriteString("description"u8, part.Description);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
