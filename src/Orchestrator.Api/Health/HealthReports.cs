using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;
using Orchestrator.Api.OpenAi;

namespace Orchestrator.Api.Health;

/// <summary>
/// Health as JSON: the whole, and each part with its state. Whoever calls from this machine or with a key is told everything; a
/// stranger from elsewhere only whether it is healthy, because the rest describes the installation.
/// </summary>
internal static class HealthReports
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var node = context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.NodeName;
        return MayKnow(context)
            ? OpenAiAnswers.WriteAsync(context, (node, report), static (writer, value) => Write(writer, value.node, value.report))
            : WriteCoarseAsync(context, report.Status);
    }

    public static Task WritePartAsync(HttpContext context, string name, HealthReportEntry part) => MayKnow(context)
        ? OpenAiAnswers.WriteAsync(context, (name, part), static (writer, value) =>
        {
            writer.WriteStartObject();
            writer.WriteString("part"u8, value.name);
            WriteFields(writer, value.part);
            writer.WriteEndObject();
        })
        : WriteCoarseAsync(context, part.Status);

    public static Task WriteUnknownAsync(HttpContext context, string name)
    {
        var parts = MayKnow(context) ? string.Join(", ", context.RequestServices.GetRequiredService<HealthBoard>().Parts.Select(p => p.Name)) : "";
        return OpenAiAnswers.WriteAsync(context, parts, static (writer, known) =>
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, "unknown"u8);
            writer.WriteString("description"u8, known.Length == 0 ? "There is no such part." : $"There is no such part. The parts are {known}.");
            writer.WriteEndObject();
        });
    }

    private static bool MayKnow(HttpContext context) => context.RequestServices.GetRequiredService<ApiAccess>().MayKnowHealth(context);

    private static Task WriteCoarseAsync(HttpContext context, HealthStatus status) =>
        OpenAiAnswers.WriteAsync(context, status, static (writer, value) =>
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, Name(value));
            writer.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter writer, string node, HealthReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, Name(report.Status));
        writer.WriteString("node"u8, node);
        writer.WriteStartObject("parts"u8);
        foreach (var (name, part) in report.Entries)
        {
            writer.WriteStartObject(name);
            WriteFields(writer, part);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, HealthReportEntry part)
    {
        writer.WriteString("status"u8, Name(part.Status));
        if (part.Data.GetValueOrDefault(PartCheck.Key) is not PartHealth health)
        {
            writer.WriteString("description"u8, part.Description);
            return;
        }

        writer.WriteString("code"u8, health.Code);
        writer.WriteString("description"u8, health.Found);
        if (health.Since is { } since)
            writer.WriteString("since"u8, since);
        if (health.Means is { } means)
            writer.WriteString("means"u8, means);
        if (health.Remedy is { } remedy)
            writer.WriteString("remedy"u8, remedy);
        if (health.Counts.IsEmpty)
            return;
        writer.WriteStartObject("counts"u8);
        foreach (var (what, count) in health.Counts)
            writer.WriteNumber(what, count);
        writer.WriteEndObject();
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
