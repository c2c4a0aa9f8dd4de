using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orchestrator.Api.Health;

/// <summary><c>/health/live</c>, <c>/health/ready</c> and <c>/health/{part}</c>.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false, ResponseWriter = HealthReports.WriteAsync });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = HealthReports.WriteAsync });
        app.MapMethods("/health/{part}", [HttpMethods.Get, HttpMethods.Head], PartAsync);
    }

    private static async Task PartAsync(HttpContext context, string part, HealthCheckService checks)
    {
        var report = await checks.CheckHealthAsync(r => r.Name == part, context.RequestAborted);
        if (report.Entries.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await HealthReports.WriteUnknownAsync(context, part);
            return;
        }

        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store, no-cache";
        await HealthReports.WritePartAsync(context, part, report.Entries[part]);
    }
}
